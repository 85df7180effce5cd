import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayerGraph } from '@slc/layer-graph';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileToOnnx } from '../src/compile.js';
import { compiledFiles, isLaidOut } from '../src/compiled-files.js';
import { findLaidOut } from '../src/laid-out/laid-out-model.js';
import { layOut } from '../src/laid-out/lay-out.js';
import { openSession } from '../src/open-session.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lay-out-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Two pixels of three channels to 300 classes: its kernel is large enough for the file of the weights. */
function network(weight: number): LayerGraph {
  return {
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape: [1, 2, 3] },
      { kind: 'reduce', name: 'mean', inputs: ['image'], operation: 'mean', axes: [0, 1], keepDims: false },
      {
        kind: 'dense',
        name: 'classes',
        inputs: ['mean'],
        kernel: { shape: [3, 300], data: new Float32Array(900).fill(weight) },
        bias: null,
      },
    ],
    outputs: { logits: 'classes' },
  } as LayerGraph;
}

function compile(weight: number): string {
  const path = join(folder, 'key.onnx');
  writeFileSync(path, Buffer.concat([...compileToOnnx(network(weight))]));
  return path;
}

async function firstLogit(path: string) {
  const engine = await openSession(compiledFiles(path), { provider: 'cpu', threads: 1 });
  try {
    return (await engine.infer(Uint8Array.of(1, 2, 3, 1, 2, 3), 1, ['logits'])).logits?.[0];
  } finally {
    await engine.close();
  }
}

describe('laying a compiled model out for this machine', () => {
  it('keeps its weights in a file beside it, and its numbers', async () => {
    const path = await layOut(compile(2));
    expect(isLaidOut(path)).toBe(true);
    expect(statSync(path.replace('.onnx', '.weights')).size).toBeGreaterThanOrEqual(900 * 4);
    expect(readdirSync(folder).filter((name) => !name.startsWith('key.'))).toEqual([]);
    expect(await firstLogit(path)).toBe(12);
  });

  it('uses what is there already', async () => {
    const compiled = compile(2);
    expect(await findLaidOut(compiled)).toBeNull();
    const path = await layOut(compiled);
    const { ino } = statSync(path);
    expect(await findLaidOut(compiled)).toBe(path);
    expect(statSync(await layOut(compiled)).ino).toBe(ino);
  });

  it('writes anew what was changed, cut short, or made of another model', async () => {
    const compiled = compile(2);
    const path = await layOut(compiled);
    const weights = path.replace('.onnx', '.weights');
    writeFileSync(weights, readFileSync(weights).fill(7, 0, 4));
    expect(await findLaidOut(compiled)).toBeNull();
    expect(await firstLogit(await layOut(compiled))).toBe(12);
    writeFileSync(path, readFileSync(path).subarray(0, 50));
    expect(await firstLogit(await layOut(compiled))).toBe(12);
    expect(await firstLogit(await layOut(compile(3)))).toBe(18);
  });

  it('leaves nothing behind where it fails', async () => {
    const path = join(folder, 'key.onnx');
    writeFileSync(path, 'no model');
    await expect(layOut(path)).rejects.toThrow('key.onnx');
    expect(readdirSync(folder)).toEqual(['key.onnx']);
    await expect(layOut(join(folder, 'absent.onnx'))).rejects.toThrow('ENOENT');
  });
});
