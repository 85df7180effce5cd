import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { resolveModel } from '@slc/models';
import { expect, it, vi } from 'vitest';
import { childPids } from '../../compile/tests/child-pids.js';
import { describeOnSoftwareGpu } from '../../engine-onnx/tests/software-gpu.js';
// The compiling child and the engine processes are forked from built code.
import { type Classifier, type ClassifierOptions, ENGINES, openClassifier } from '../dist/index.js';
import { OPTIONS, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('webgpu');
const drawn = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));

/** A network of a few layers: a GPU that is a program takes milliseconds for it. */
async function open(changes: Partial<ClassifierOptions>, seesGpu = false) {
  const path = join(folder, 'small.h5');
  const fixture = new URL('../fixtures/bare-files/keras2-convolution.h5.gz', import.meta.url);
  writeFileSync(path, gunzipSync(readFileSync(fixture)));
  const webgpu = { ...ENGINES['onnx-webgpu'], seesDevice: () => seesGpu };
  const options = { ...OPTIONS, resources: resources(), ...changes };
  return await openClassifier(await resolveModel(path), options, { ...ENGINES, 'onnx-webgpu': webgpu });
}

async function classes(classifier: Classifier): Promise<readonly string[]> {
  const { classification } = await classifier.classify(drawn);
  return classification.predictions.map((prediction) => prediction.class);
}

const PATIENCE = { timeout: 120_000, interval: 50 };

describeOnSoftwareGpu('a classifier on WebGPU', () => {
  it('gives the CPU’s logits, says what it runs on and how fast, and survives its engine', async () => {
    const deaths: unknown[] = [];
    const events = { engineDied: (_: string, cause: unknown) => deaths.push(cause) };
    const gpu = await open({ engine: 'onnx-webgpu', batchMaxSize: 2, events });
    try {
      expect(gpu.engineReason).toMatch(
        /^chosen by the setting: onnxruntime .*, WebGPU on SwiftShader.*, which is software; every operator runs on the GPU; one image in .* ms, on the CPU in .* ms; 2 images in .* ms, on the CPU in .* ms$/,
      );
      // The opening held its logits against the CPU's.
      const before = await classes(gpu);
      for (const pid of childPids('engine-host.js')) process.kill(pid, 'SIGKILL');
      await vi.waitFor(() => expect(deaths).toEqual(['signal SIGKILL']), PATIENCE);
      await vi.waitFor(() => expect(gpu.state.phase).toBe('ready'), PATIENCE);
      expect(await classes(gpu)).toEqual(before);
    } finally {
      await gpu.close();
    }
  }, 300_000);

  it('is never taken by auto, and is no fault', async () => {
    const givenUp: string[] = [];
    const classifier = await open({ events: { engineGivenUp: (name) => givenUp.push(name) } }, true);
    await classifier.close();
    expect(classifier.engine).toBe('onnx');
    expect(classifier.engineReason).toMatch(/onnx-webgpu is no faster than the CPU \(.*which is software\)/);
    expect(givenUp).toEqual([]);
  });

  it('refuses float16 on a device that has none, in words that say so', async () => {
    await expect(open({ engine: 'onnx-webgpu', precision: 'float16' })).rejects.toThrow(/requires f16/);
  });
});
