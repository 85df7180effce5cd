import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isLinux, residentBytesOf } from '../../dev-stack/tests/fault-stack.js';
import { runProgram } from './run-program.js';
import {
  addressOf,
  answersIn,
  expectSameAnswers,
  expectSameFigures,
  fleetForTests,
  linesOf,
  startWorkerProcess,
} from './worker-fleet.js';

const IMAGES = 600;
const fleet = fleetForTests(IMAGES);
const { folder, output, server } = fleet;

/** The command as it is called, in a process of its own. */
function start(...args: string[]) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (written += text));
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exited, written: () => written, complaints: () => complaints };
}

const answered = () => linesOf(output).length;

const PATIENTLY = { timeout: 60_000, interval: 2 };

describe.skipIf(!isLinux)('an archive that workers classify', () => {
  it('goes on with what is left alone after Ctrl-C, which ends it in two seconds', async () => {
    const args = ['classify', '--server', server(), '--output', output, 'archive'];
    const first = start(...args);
    await expect.poll(answered, PATIENTLY).toBeGreaterThan(150);
    const atMs = performance.now();
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(130);
    expect(performance.now() - atMs).toBeLessThan(2_000);
    const before = answersIn(readFileSync(output, 'utf8')).length;
    expect(before).toBeLessThan(IMAGES);

    const sentBefore = await fleet.answered();
    const second = start(...args, '--resume');
    // The broken image may have had its answer before.
    expect([0, 1]).toContain(await second.exited);
    expect(second.complaints()).toContain(`answers ${before} of ${IMAGES + 1} images`);
    const all = answersIn(readFileSync(output, 'utf8'));
    expect(all.map(({ file }) => file).toSorted()).toEqual(fleet.images.toSorted());
    const left = all.slice(before).filter(({ error }) => !error).length;
    expect((await fleet.answered()) - sentBefore).toBe(left);
  });

  it('has one answer to each image, and the same numbers, though a worker is killed, in little memory', async () => {
    const local = await runProgram(['classify', '--model', fleet.model, '--json', 'archive'], {
      directory: folder,
    });
    const [victim, survivor] = fleet.workers;
    if (!victim || !survivor) throw new Error('expected two workers');
    const running = start('classify', '--server', server(), '--output', output, 'archive');
    await expect.poll(() => answered(), PATIENTLY).toBeLessThan(50);
    const bytes: number[] = [];
    await expect
      .poll(() => {
        bytes.push(residentBytesOf(running.child.pid ?? 0));
        return answered();
      }, PATIENTLY)
      .toBeGreaterThan(200);
    process.kill(victim.pid, 'SIGKILL');
    expect(await running.exited).toBe(1);
    expectSameAnswers(answersIn(readFileSync(output, 'utf8')), answersIn(local.output));
    expect(running.complaints()).toContain(`the worker at ${addressOf(victim)} is not used any more`);
    expect(Math.max(...bytes)).toBeLessThan(250 * 2 ** 20);
    await victim.exited;

    // A worker that comes back is used.
    fleet.workers = [survivor];
    const again = start(
      'classify',
      '--server',
      `${addressOf(survivor)},${addressOf(victim)}`,
      '--output',
      output,
      'archive',
    );
    await expect.poll(() => answered(), PATIENTLY).toBeLessThan(50);
    const port = { GRPC_PORT: String(victim.port), WORKER_METRICS_PORT: String(victim.metricsPort) };
    fleet.workers = [survivor, await startWorkerProcess(fleet.model, port)];
    expect(await again.exited).toBe(1);
    expectSameAnswers(answersIn(readFileSync(output, 'utf8')), answersIn(local.output));
  });

  it('is measured though a worker is killed and Ctrl-C comes after it, with the figures of a run at rest', async () => {
    const rows = fleet.images.map((name, i) => `${name},c${i % 8},lesion-${i % 211}`);
    writeFileSync(join(folder, 'labels.csv'), ['file,label,lesion_id', ...rows].join('\n'));
    const data = ['--data', 'labels.csv', '--json'];
    const local = await runProgram(['evaluate', '--model', fleet.model, ...data], { directory: folder });
    const [survivor, victim] = fleet.workers;
    if (!victim || !survivor) throw new Error('expected two workers');
    rmSync(output, { force: true });
    const args = ['evaluate', '--server', server(), '--output', output, ...data];
    const first = start(...args);
    await expect.poll(answered, PATIENTLY).toBeGreaterThan(100);
    process.kill(victim.pid, 'SIGKILL');
    await victim.exited;
    fleet.workers = [survivor];
    const atKill = answered();
    await expect.poll(answered, PATIENTLY).toBeGreaterThan(atKill + 50);
    const atMs = performance.now();
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(130);
    expect(performance.now() - atMs).toBeLessThan(2_000);
    expect(first.written()).toBe('');
    expect(first.complaints()).toContain(`the worker at ${addressOf(victim)} is not used any more`);
    const before = answersIn(readFileSync(output, 'utf8')).length;
    expect(before).toBeLessThan(IMAGES);

    const sentBefore = await fleet.answered();
    const second = start(...args, '--resume');
    expect(await second.exited).toBe(1);
    expect(second.complaints()).toContain(`answers ${before} of ${IMAGES + 1} images`);
    const all = answersIn(readFileSync(output, 'utf8'));
    expect(all.map(({ file }) => file).toSorted()).toEqual(fleet.images.toSorted());
    const left = all.slice(before).filter(({ error }) => !error).length;
    expect((await fleet.answered()) - sentBefore).toBe(left);
    expectSameFigures(second.written(), local.output);
  });

  it('ends with one line when no worker is reached in 20 s', async () => {
    const atMs = performance.now();
    const { exited, complaints } = start('classify', '--server', '127.0.0.1:1', fleet.images[0] ?? '');
    expect(await exited).toBe(1);
    expect(performance.now() - atMs).toBeGreaterThan(19_000);
    // On a machine that does much else the command itself takes a while to start.
    expect(performance.now() - atMs).toBeLessThan(100_000);
    expect(complaints()).toMatch(
      /^slc: expected a worker that serves within 20 s, got none at 127\.0\.0\.1:1\..*\n$/,
    );
  });
});
