import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest } from '@slc/domain';
import { afterAll, beforeEach, expect } from 'vitest';
import { drawnData } from './drawn-data.js';
import { runProgram } from './run-program.js';

/** Where each test's command runs. */
export let folder = mkdtempSync(join(tmpdir(), 'slc-drawn-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'slc-drawn-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

export const { draw, drawTable, kerasModel, oneViewModel, contents } = drawnData(() => folder);

export async function slc(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return await runProgram(args, { directory: folder, env });
}

export function readManifest(name: string) {
  return parseManifest(JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** A figure with its interval. */
export const estimate = { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };

/**
 * Runs a command that writes to `out` in a process of its own, presses Ctrl-C when it says so, and expects its end within two
 * seconds and nothing left behind.
 *
 * @returns what it wrote to standard error
 */
export async function expectEndAtCtrlC(args: readonly string[], said: string): Promise<string> {
  const before = readdirSync(folder, { recursive: true });
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, ...args, '--out', 'out'], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  let interruptedAtMs = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
    if (interruptedAtMs > 0 || !text.includes(said)) return;
    interruptedAtMs = performance.now();
    child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  // Two seconds, and several for a machine that does much else: all of the work takes longer.
  expect(performance.now() - interruptedAtMs).toBeLessThan(10_000);
  expect(code, complaints).toBe(130);
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  return complaints;
}
