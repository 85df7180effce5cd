import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openModel } from '@slc/compile';
import { LABEL_SETS, SlcError } from '@slc/domain';
import type { EngineModule } from '@slc/engine';
import { engineModule } from '@slc/engine-onnx';
import type { BareFile } from '@slc/models';
import { type ResolvedModel, resolveModel, type Scaling } from '@slc/models';
import { expect, it } from 'vitest';
import { inspectModel, openClassifier } from '../dist/index.js';
import { OPTIONS, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('bare-files');

/** Small networks and Keras's numbers for them: scripts/make-bare-file-fixtures.py. */
interface Fixtures {
  /** (9, 8, 3), 0..255 */
  readonly image: readonly number[];
  readonly networks: Readonly<Record<string, Network>>;
}

interface Network {
  /** What its author brings pixels to. */
  readonly scaling: Scaling;
  /** Whether its first layers say so. */
  readonly settled: boolean;
  readonly logits: readonly number[];
}

const FIXTURES = new URL('../fixtures/bare-files/', import.meta.url);

const networks = ['keras2', 'keras3'].flatMap((generation) => {
  const { image, networks: described }: Fixtures = JSON.parse(
    readFileSync(new URL(`expected-${generation}.json`, FIXTURES), 'utf8'),
  );
  return Object.entries(described).map(([file, network]) => ({ file, image, ...network }));
});

/** A copy without an ending, so that only its first bytes tell what it is. */
async function bareFile(file: string): Promise<BareFile> {
  const path = join(folder, file.replace(/\.\w+$/, ''));
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${file}.gz`, FIXTURES))));
  const model = await resolveModel(path);
  if (model.kind !== 'bare-file') throw new Error('expected a bare file');
  return model;
}

async function logitsOf(model: ResolvedModel, image: readonly number[]): Promise<Float32Array> {
  const { path } = await openModel(model, { format: 'onnx', precision: 'float32' });
  const { openEngine } = (await import(engineModule.href)) as EngineModule;
  const engine = await openEngine(path, { threads: 1 });
  try {
    const { logits } = await engine.infer(Uint8Array.from(image), 1, ['logits']);
    return logits ?? new Float32Array();
  } finally {
    await engine.close();
  }
}

/** To 1e-5 of the largest: weights are float32, and their sums are in another order than Keras's. */
function expectLogits(given: Float32Array, expected: readonly number[]): void {
  const largest = Math.max(1, ...expected.map(Math.abs));
  expect(given).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((given[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-5 * largest);
  });
}

it.each(networks.filter(({ settled }) => settled))(
  '$file gets the pixels that its first layers scale, unasked, and gives Keras’s numbers',
  async ({ file, image, logits }) => {
    const model = await bareFile(file);
    expect((await inspectModel(model)).guessed).toEqual(['classes']);
    expectLogits(await logitsOf(model, image), logits);
  },
);

it.each(networks.filter(({ settled }) => !settled))(
  '$file does not say its scaling, which is guessed until its user says $scaling',
  async ({ file, image, logits, scaling }) => {
    const model = await bareFile(file);
    expect((await inspectModel(model)).guessed).toEqual(['classes', 'scaling']);
    const told = { ...model, scaling };
    expect((await inspectModel(told)).guessed).toEqual(['classes']);
    expectLogits(await logitsOf(told, image), logits);
  },
);

it('an answer names what was guessed, until its user has said all of it', async () => {
  const model = await bareFile('keras2-convolution.h5');
  const image = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
  const guessedOf = async (resolved: ResolvedModel) => {
    const classifier = await openClassifier(resolved, { ...OPTIONS, resources: resources() });
    try {
      const { classification } = await classifier.classify(image);
      return { classes: classification.predictions.map((one) => one.class), ...classification.model };
    } finally {
      await classifier.close();
    }
  };
  expect(await guessedOf(model)).toMatchObject({ guessed: ['classes', 'scaling'] });
  const labels = LABEL_SETS['ham10000-28x28'];
  const known = await guessedOf({ ...model, labels, scaling: 'unit' });
  expect(known).not.toHaveProperty('guessed');
  expect(known.classes.toSorted()).toEqual(labels.map(({ id }) => id).toSorted());
});

it('labels that are not as many as the network’s classes are refused', async () => {
  const model = { ...(await bareFile('keras2-convolution.h5')), labels: LABEL_SETS['isic-2019'] };
  const error = await inspectModel(model).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SlcError);
  expect(error).toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(/^labels: expected 7, one for each class .*, got 8 \(MEL, NV, .*\)$/),
  });
});
