import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { OutputLock } from './output-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'output-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'answers.jsonl');
const lock = `${file}.lock`;
afterEach(() => rmSync(lock, { force: true }));

const beatMs = 20;
const here = { host: hostname(), startedAtMs: 1 };
/** Above every number that a process may have. */
const NO_PROCESS = 2 ** 22 + 1;

describe('OutputLock', () => {
  it('keeps a second run out until it is released, also by a link', async () => {
    writeFileSync(file, '');
    const link = join(folder, 'link');
    symlinkSync(file, link);
    const first = await OutputLock.take(file);
    for (const path of [file, link]) {
      await expect(OutputLock.take(path)).rejects.toMatchObject({
        code: 'overloaded',
        message: expect.stringContaining(`process ${process.pid} on ${hostname()} writes to it`),
      });
    }
    await first.release();
    await first.release();
    expect(existsSync(lock)).toBe(false);
    await (await OutputLock.take(link)).release();
  });

  it.each([
    ['a process that ended', { ...here, pid: NO_PROCESS }],
    ['an earlier process of its number', { ...here, pid: process.pid }],
    ['a machine that shows no life', { ...here, pid: 1, host: 'elsewhere' }],
    ['nobody', 'cut'],
  ])('takes the place of %s', async (_whom, holder) => {
    writeFileSync(lock, JSON.stringify(holder).slice(0, holder === 'cut' ? 2 : undefined));
    await (await OutputLock.take(file, { beatMs })).release();
  });

  it('of several runs that find the lock of one that is gone, lets one have the file', async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(lock, JSON.stringify({ ...here, pid: NO_PROCESS }));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => OutputLock.take(file)));
      const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(taken).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'overloaded' });
      }
      await taken[0]?.release();
      expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
    }
  });

  it('leaves the one that took its place its lock', async () => {
    const first = await OutputLock.take(file);
    rmSync(lock);
    const second = await OutputLock.take(file);
    await first.release();
    expect(existsSync(lock)).toBe(true);
    await second.release();
    expect(existsSync(lock)).toBe(false);
  });

  it('leaves a living run its file', async () => {
    writeFileSync(lock, JSON.stringify({ ...here, pid: process.ppid }));
    await expect(OutputLock.take(file)).rejects.toMatchObject({ code: 'overloaded' });
    rmSync(lock);
    const holder = { ...here, pid: 1, host: 'elsewhere' };
    const other = await OutputLock.take(file, { holder, beatMs });
    await expect(OutputLock.take(file, { beatMs: 5 * beatMs })).rejects.toMatchObject({
      message: expect.stringContaining('process 1 on elsewhere'),
    });
    await other.release();
  });
});
