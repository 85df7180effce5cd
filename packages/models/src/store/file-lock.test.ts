import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireFileLock } from './file-lock.js';

const scratch = mkdtempSync(join(tmpdir(), 'file-lock-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(scratch, 'l-')), 'locks', 'a.lock');
});

const { signal } = new AbortController();

function ownerOf(text: string): { pid: number; place: string; token: string } {
  return JSON.parse(text);
}

describe('a file lock', () => {
  it('is held by one at a time, and given to the next', async () => {
    const first = await acquireFileLock(path, { signal });
    let waits = 0;
    const second = acquireFileLock(path, {
      signal,
      onWait: async () => {
        waits++;
        await first.release();
      },
    });
    await (await second).assertHeld();
    expect(waits).toBe(1);
    await expect(first.assertHeld()).rejects.toMatchObject({ code: 'model_not_ready' });
    await (await second).release();
    await (await second).release();
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that is dead is taken over at once', async () => {
    await (await acquireFileLock(path, { signal })).assertHeld();
    const owner = ownerOf(readFileSync(path, 'utf8'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, JSON.stringify({ ...owner, pid, token: 'theirs' }));
    const lock = await acquireFileLock(path, { signal });
    expect(lock.formerOwnerMayLive).toBe(false);
    await lock.release();
  });

  it('of a process elsewhere is left alone while it gives signs of life, and taken over without them', async () => {
    const lock = await acquireFileLock(path, { signal });
    const owner = ownerOf(readFileSync(path, 'utf8'));
    await lock.release();
    writeFileSync(path, JSON.stringify({ ...owner, pid: 1, place: 'another machine' }));
    const anHourAgo = new Date(Date.now() - 3_600_000);
    let waits = 0;
    const taken = await acquireFileLock(path, {
      signal,
      onWait() {
        if (++waits === 2) utimesSync(path, anHourAgo, anHourAgo);
      },
    });
    expect(waits).toBe(2);
    expect(taken.formerOwnerMayLive).toBe(true);
    await taken.release();
  });

  it('without an owner in it is taken over when it has grown old', async () => {
    await (await acquireFileLock(path, { signal })).release();
    writeFileSync(path, '');
    utimesSync(path, 0, 0);
    await (await acquireFileLock(path, { signal })).release();
  });

  it('goes to exactly one of many processes that find it stale together', async () => {
    await (await acquireFileLock(path, { signal })).release();
    writeFileSync(path, 'left behind');
    utimesSync(path, 0, 0);
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const lock = await acquireFileLock(path, { signal });
        most = Math.max(most, ++holders);
        await new Promise((resolve) => setTimeout(resolve, 20));
        holders--;
        await lock.release();
      }),
    );
    expect(most).toBe(1);
  });

  it('is not waited for any longer than the signal allows', async () => {
    const lock = await acquireFileLock(path, { signal });
    const reason = new Error('enough');
    const waiting = acquireFileLock(path, { signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(acquireFileLock(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await lock.release();
  });
});
