import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { limitPassed } from '../src/limits-protocol.js';

const MODULE = new URL('../dist/child-limits.js', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'limits-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));
const main = join(folder, 'main.mjs');

/** A process that watches itself and then does some work. */
function processThat(work: string, limits: object) {
  const patient = { memoryBytes: 2 ** 30, memoryPerByte: 4, trialMs: 60_000, totalMs: 60_000, ...limits };
  const code = `
    const { LimitsWatch } = await import(${JSON.stringify(MODULE)});
    const watch = await LimitsWatch.start(${JSON.stringify(patient)}, 0);
    const spentMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
    const compute = (forMs) => { const endMs = spentMs() + forMs; while (spentMs() < endMs); };
    ${work}
    process.stdout.write('done');
    process.exit();`;
  writeFileSync(main, code);
  const { stdout, stderr, signal } = spawnSync(process.execPath, [main], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { stdout, signal, passed: limitPassed(stderr) };
}

describe('a process that watches its own limits', () => {
  it.each([
    ['memory', 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1));', { memoryBytes: 2 ** 28 }],
    ['trial-time', 'await watch.during(async () => compute(10_000));', { trialMs: 200 }],
    ['total-time', 'compute(10_000);', { totalMs: 800 }],
  ])('is killed where it passes that of %s', (passed, work, limits) => {
    expect(processThat(work, limits)).toEqual({ stdout: '', signal: 'SIGKILL', passed });
  });

  it('goes on within them: each piece of work has its own time, and what lies between has none', () => {
    const work =
      'for (let i = 0; i < 3; i++) { await watch.during(async () => compute(150)); compute(400); }';
    expect(processThat(work, { trialMs: 350 })).toEqual({ stdout: 'done', signal: null, passed: null });
  });

  it('may hold more for a larger network', () => {
    const work = 'watch.allowNetwork(2 ** 27); Buffer.alloc(2 ** 28, 1); compute(100);';
    expect(processThat(work, { memoryBytes: 2 ** 28 })).toMatchObject({ stdout: 'done', passed: null });
  });
});
