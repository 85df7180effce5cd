import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isLinux, metricOf, residentBytesOf } from '../../dev-stack/tests/fault-stack.js';
import { runProgram } from './run-program.js';
import {
  addressOf,
  answersIn,
  expectSameAnswers,
  fleetForTests,
  startWorkerProcess,
} from './worker-fleet.js';

const IMAGES = 600;
const fleet = fleetForTests(IMAGES);
const { folder, output, server } = fleet;

/** The command as it is called, in a process of its own. */
function start(...args: string[]) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [main, 'classify', ...args], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exited, complaints: () => complaints };
}

function answered(): number {
  try {
    return readFileSync(output, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

const PATIENTLY = { timeout: 60_000, interval: 2 };

const requests = async () => {
  const counts = await Promise.all(
    fleet.workers.map((worker) => metricOf(worker, 'classifier_requests_total{code="ok"}')),
  );
  return counts.reduce((sum, count) => sum + count);
};

describe.skipIf(!isLinux)('an archive that workers classify', () => {
  it('goes on with what is left alone after Ctrl-C, which ends it in two seconds', async () => {
    const args = ['--server', server(), '--output', output, 'archive'];
    const first = start(...args);
    await expect.poll(answered, PATIENTLY).toBeGreaterThan(150);
    const atMs = performance.now();
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(130);
    expect(performance.now() - atMs).toBeLessThan(2_000);
    const before = answersIn(readFileSync(output, 'utf8')).length;
    expect(before).toBeLessThan(IMAGES);

    const sentBefore = await requests();
    const second = start(...args, '--resume');
    // The broken image may have had its answer before.
    expect([0, 1]).toContain(await second.exited);
    expect(second.complaints()).toContain(`answers ${before} of ${IMAGES + 1} images`);
    const all = answersIn(readFileSync(output, 'utf8'));
    expect(all.map(({ file }) => file).toSorted()).toEqual(fleet.images.toSorted());
    const left = all.slice(before).filter(({ error }) => !error).length;
    expect((await requests()) - sentBefore).toBe(left);
  });

  it('has one answer to each image, and the same numbers, though a worker is killed, in little memory', async () => {
    const local = await runProgram(['classify', '--model', fleet.model, '--json', 'archive'], {
      directory: folder,
    });
    const [victim, survivor] = fleet.workers;
    if (!victim || !survivor) throw new Error('expected two workers');
    const running = start('--server', server(), '--output', output, 'archive');
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

  it('ends with one line when no worker is reached in 20 s', async () => {
    const atMs = performance.now();
    const { exited, complaints } = start('--server', '127.0.0.1:1', fleet.images[0] ?? '');
    expect(await exited).toBe(1);
    expect(performance.now() - atMs).toBeGreaterThan(19_000);
    // On a machine that does much else the command itself takes a while to start.
    expect(performance.now() - atMs).toBeLessThan(100_000);
    expect(complaints()).toMatch(
      /^slc: expected a worker that serves within 20 s, got none at 127\.0\.0\.1:1\..*\n$/,
    );
  });
});
