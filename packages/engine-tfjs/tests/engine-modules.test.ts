import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeEngine, startEnginePool } from '@slc/engine';
import type { LayerGraph } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
// Engine processes import built code.
import {
  compileToTfjs,
  gpuEngineModule,
  isNativePackageInstalled,
  nativeEngineModule,
  wasmEngineModule,
} from '../dist/index.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const haveCpuLibrary = isNativePackageInstalled('@tensorflow/tfjs-node');
const haveGpuLibrary = isNativePackageInstalled('@tensorflow/tfjs-node-gpu');

async function probe(moduleUrl: URL): Promise<string> {
  return await probeEngine({ moduleUrl, timeoutMs: 30_000 }).then(
    ({ description }) => description,
    (error: Error) => `cannot: ${error.message}`,
  );
}

const graph: LayerGraph = {
  layers: [
    { kind: 'input', name: 'image', inputs: [], shape: [2, 2, 3] },
    { kind: 'reduce', name: 'logits', inputs: ['image'], operation: 'mean', axes: [0, 1], keepDims: false },
  ],
  outputs: { logits: 'logits' },
};

async function inferOn(moduleUrl: URL): Promise<readonly number[]> {
  const compiledModelPath = join(folder, 'model.tfjs');
  writeFileSync(compiledModelPath, Buffer.concat(compileToTfjs(graph)));
  const pool = await startEnginePool({
    moduleUrl,
    compiledModelPath,
    processes: 1,
    threads: 1,
    startTimeoutMs: 30_000,
    limits: { batchTimeoutMs: 30_000, silentAfterMs: 30_000, residentLimitBytes: Number.POSITIVE_INFINITY },
  });
  try {
    const images = [0, 12].map((first) => Uint8Array.from({ length: 12 }, (_, i) => first + i));
    return [...(await pool.infer(images, ['logits'])).logits];
  } finally {
    await pool.close();
  }
}

describe('engine processes on TensorFlow.js', () => {
  it('run in WebAssembly everywhere', async () => {
    expect(await probe(wasmEngineModule)).toMatch(/^TensorFlow.js 4.22.0 in WebAssembly/);
    expect(await inferOn(wasmEngineModule)).toEqual([4.5, 5.5, 6.5, 16.5, 17.5, 18.5]);
  });

  it.skipIf(!haveCpuLibrary)('run in the native library (skipped where it is not installed)', async () => {
    expect(await probe(nativeEngineModule)).toMatch(/^TensorFlow 2\.\d+\.\d+, CPU$/);
    expect(await inferOn(nativeEngineModule)).toEqual([4.5, 5.5, 6.5, 16.5, 17.5, 18.5]);
  });

  it.skipIf(haveCpuLibrary)('say how to install the native library where it is not', async () => {
    expect(await probe(nativeEngineModule)).toMatch(
      /^cannot: @tensorflow\/tfjs-node: not installed.*add-native/,
    );
  });

  it.skipIf(haveGpuLibrary)('say how to install the GPU library where it is not', async () => {
    expect(await probe(gpuEngineModule)).toMatch(
      /^cannot: @tensorflow\/tfjs-node-gpu: not installed.*add-native/,
    );
  });

  // Without a GPU the library loads, and must not compute on the CPU instead.
  it.skipIf(!haveGpuLibrary)('run on a GPU or not at all', async () => {
    const answer = await probe(gpuEngineModule);
    expect(answer).toMatch(/^TensorFlow .*, GPU$|^cannot: @tensorflow\/tfjs-node-gpu: expected a GPU/);
    if (answer.startsWith('cannot')) await expect(inferOn(gpuEngineModule)).rejects.toThrow(/expected a GPU/);
  });
});
