import { readFileSync } from 'node:fs';
import { resolveModel } from '@slc/models';
import { describe, expect, it } from 'vitest';
// The compiling child and the engine processes are forked from built code.
import { type ClassifierOptions, ENGINES, type Engines, openClassifier } from '../dist/index.js';
import { compactModel, OPTIONS, resources } from './open-classifiers.js';

const options = { ...OPTIONS, resources: resources(), batchMaxSize: 3 };

/** As if this machine had a GPU that behaves so. */
function withGpu(behaviour: string): Engines {
  const moduleUrl = new URL(`../fixtures/gpu-engine.mjs?behaviour=${behaviour}`, import.meta.url);
  const notInstalled = { ...ENGINES['onnx-cuda'], isInstalled: () => false };
  const unseen = { ...ENGINES['onnx-webgpu'], seesDevice: () => false };
  const gpu = { ...ENGINES['tfjs-gpu'], moduleUrl, format: 'onnx' as const, isInstalled: () => true };
  return { ...ENGINES, 'tfjs-gpu': gpu, 'onnx-cuda': notInstalled, 'onnx-webgpu': unseen };
}

async function open(behaviour: string, changes: Partial<ClassifierOptions> = {}) {
  const givenUp: string[] = [];
  const events = {
    engineGivenUp: (engine: string, { message }: Error) => givenUp.push(`${engine}: ${message}`),
  };
  const model = await resolveModel('compact-lite0');
  const classifier = await openClassifier(model, { ...options, events, ...changes }, withGpu(behaviour));
  await classifier.close();
  return { engine: classifier.engine, reason: classifier.engineReason, givenUp };
}

describe('a machine with a GPU', { timeout: 120_000 }, () => {
  it('serves from it when it agrees with the CPU on one image and on a batch', async () => {
    expect(await open('agrees')).toEqual({
      engine: 'tfjs-gpu',
      reason: expect.stringMatching(
        /^auto: a GPU that stands in for one; one image in .* ms, on the CPU in .* ms; 3 images in .* ms, on the CPU in .* ms$/,
      ),
      givenUp: [],
    });
  });

  it.each([
    ['disagrees', /expected logit .* for MEL, within 0.001/],
    ['disagrees-in-batches', /disagrees with the CPU on a batch of 3: expected the CPU's logit .* for VASC/],
    ['gives-nan', /expected a finite logit/],
    ['crashes', /The engine stopped/],
    ['broken', /out of device memory/],
    ['absent', /no GPU was found/],
  ])('serves from the CPU when the GPU %s, and says so', async (behaviour, message) => {
    const { engine, reason, givenUp } = await open(behaviour);
    expect(engine).toBe('onnx');
    expect(reason).toMatch(message);
    expect(givenUp).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['is slow', 'is-slow'],
    ['is a program', 'software'],
  ])('serves from the CPU when the GPU %s: no fault, and nothing is counted', async (_, behaviour) => {
    const { engine, reason, givenUp } = await open(behaviour);
    expect(engine).toBe('onnx');
    expect(reason).toMatch(/tfjs-gpu is no faster than the CPU/);
    expect(givenUp).toEqual([]);
  });

  it('gets only batches of sizes that it was warmed with', async () => {
    const sizes: number[] = [];
    const events = { batchInferred: (size: number) => sizes.push(size) };
    const changes = { batchMaxSize: 4, batchMaxDelayMs: 1_000, events };
    const classifier = await openClassifier(
      await compactModel(1),
      { ...options, ...changes },
      withGpu('fails-in-threes'),
    );
    try {
      const drawn = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
      const answers = await Promise.all([drawn, drawn, drawn].map((image) => classifier.classify(image)));
      expect(answers.map(({ classification }) => classification.engine)).toEqual(Array(3).fill('tfjs-gpu'));
      // One batch, counted as it was before it was filled up: an engine that gets three fails, so it got four.
      expect(sizes).toEqual([3]);
    } finally {
      await classifier.close();
    }
  });

  it('does not serve when the GPU that was asked for by name disagrees', async () => {
    await expect(open('disagrees-in-batches', { engine: 'tfjs-gpu' })).rejects.toMatchObject({
      code: 'model_not_ready',
      message: expect.stringMatching(/disagrees with the CPU/),
    });
  });

  it('does not serve when the GPU that was asked for by name is not there', async () => {
    await expect(open('absent', { engine: 'tfjs-gpu' })).rejects.toMatchObject({
      code: 'model_not_ready',
      message: 'engine tfjs-gpu: not available here. no GPU was found',
    });
  });
});
