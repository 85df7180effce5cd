import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { childrenOf } from '../../engine/tests/processes.js';
import { runProgram } from './run-program.js';
import { unpackModel } from './worker-fleet.js';

const folder = mkdtempSync(join(tmpdir(), 'slc-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function slc(...args: string[]) {
  return await runProgram(args, { directory: folder });
}

describe('slc bench', () => {
  // `npm run test:faults` measures each target, and that its figures are some.
  it('measures the engine that was asked for, alone and behind the services that it starts, and ends them', async () => {
    const quick = ['--seconds', '0.2', '--warm-up', '0.1', '--clients', '1', '--batch', '1', '--json'];
    unpackModel('keras3-softmax-8', join(folder, 'own.keras'));
    const before = childrenOf(process.pid);
    const asked = ['--model', 'own.keras', '--engine', 'tfjs-wasm'];
    const { output } = await slc('bench', 'engine', 'gateway', ...asked, ...quick);
    expect(childrenOf(process.pid)).toEqual(before);
    const { measurements } = JSON.parse(output) as { measurements: Record<string, unknown>[] };
    expect(measurements.map(({ engine }) => engine)).toEqual(['tfjs-wasm', 'tfjs-wasm']);
  });

  it('refuses what a worker would', async () => {
    const { exitCode, complaints } = await slc('bench', 'engine', '--engine', 'tfjs-gpu', '--processes', '2');
    expect(exitCode).toBe(2);
    expect(complaints).toContain('expected one process on a GPU, got 2');
  });

  it.each([
    [['worker', '--clients', 'many'], 2, 'expected a whole number above 0, got many'],
    [['engine', '--batch', '1.5'], 2, 'expected a whole number above 0, got 1.5'],
    [['engine', '--batch', '65'], 2, 'expected at most 64'],
    [['gateway', '--url', 'nonsense'], 2, 'expected an http or https address, got nonsense'],
    [['engine', '--image', 'none.jpg'], 1, 'slc: --image none.jpg: expected an image file'],
    [
      ['bare', '--image', 'note.txt', '--seconds', '0.1', '--batch', '1'],
      1,
      /^bench: bare\nslc: image: expected a JPEG, .* file, got a text file\n$/,
    ],
  ])('says in a sentence what is wrong with %j', async (args, expectedCode, expected) => {
    writeFileSync(join(folder, 'note.txt'), 'no image');
    const { exitCode, output, complaints } = await slc('bench', ...args);
    expect({ exitCode, output }).toEqual({ exitCode: expectedCode, output: '' });
    expect(complaints).toMatch(expected);
    expect(complaints).not.toMatch(/^ +at /m);
  });
});
