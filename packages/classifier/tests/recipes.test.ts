import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { openClassifier } from '../dist/index.js';
import { OPTIONS, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('recipes');
const fixture = (name: string) => readFileSync(new URL(`../fixtures/recipes/${name}`, import.meta.url));

/** Keras's logits for the picture as the libraries of training prepare it: scripts/make_recipe_fixtures.py. */
const EXPECTED: Readonly<Record<string, readonly number[]>> = JSON.parse(
  fixture('expected.json').toString(),
).logits;
const PICTURE = fixture('picture.png');

async function logitsOf(model: string, side: number, preprocessing: object): Promise<readonly number[]> {
  const weightsPath = join(folder, `${model}.h5`);
  writeFileSync(weightsPath, gunzipSync(fixture(`${model}.h5.gz`)));
  const manifest = parseManifest({
    id: model,
    name: model,
    summary: 'A test.',
    source: { kind: 'file', file: `${model}.h5`, revision: '1', sizeBytes: null, sha256: null },
    architecture: { name: 'small', parameters: null },
    input: { height: side, width: side },
    preprocessing,
    labels: ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id })),
    temperature: { value: 1, fittedOn: null },
    training: null,
    evaluations: [],
    licence: { spdx: 'MIT', nonCommercial: false, attribution: 'Test.' },
    caveats: ['Test.'],
    goldenLogits: [],
  });
  const classifier = await openClassifier(
    { kind: 'manifest', manifest, folder, weightsPath },
    { ...OPTIONS, resources: resources() },
  );
  try {
    const { classification } = await classifier.classify(PICTURE);
    const logits = new Map(classification.predictions.map((each) => [each.class, each.logit]));
    return manifest.labels.map(({ id }) => logits.get(id) ?? Number.NaN);
  } finally {
    await classifier.close();
  }
}

function expectLogits(got: readonly number[], recipe: string, tolerance: number): void {
  const expected = EXPECTED[recipe] ?? [];
  const largest = Math.max(...expected.map(Math.abs));
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((got[i] ?? Number.NaN) - value) / largest, `logit ${i}`).toBeLessThan(tolerance);
  }
}

/** The same input to the bit: what is left is the noise of float32. */
const EXACT = 1e-5;
/** Half a level of each pixel, as TensorFlow's floats are rounded to bytes; over the whole picture it cancels out. */
const ROUNDED = 2e-3;

describe('a network of colours that was trained by the recipe of', () => {
  const plain = { crop: 'none', resize: 'nearest', scale: 1, offset: 0 };
  const from0To1 = { ...plain, scale: 1 / 255 };

  it.each<[string, object, number]>([
    ['keras-vgg', { preset: 'keras-vgg' }, EXACT],
    ['keras-resnet50', { preset: 'keras-resnet50' }, EXACT],
    ['keras-densenet', { preset: 'keras-densenet' }, EXACT],
    ['original', { preset: 'original' }, EXACT],
    ['torchvision', { preset: 'torchvision' }, EXACT],
    ['timm', { preset: 'timm' }, EXACT],
    ['image_dataset_from_directory', { preset: 'original', resize: 'bilinear' }, ROUNDED],
    ['tf.image.central_crop', { ...from0To1, crop: { centreFraction: 0.875 }, resize: 'bilinear' }, ROUNDED],
    ['cv2.INTER_LINEAR', { ...from0To1, channels: 'bgr', resize: 'bilinear-opencv' }, EXACT],
    ['cv2.INTER_AREA', { ...plain, channels: 'bgr', resize: 'area', offset: [-104, -117, -123] }, EXACT],
    [
      'Lanczos of the square, grey',
      { ...from0To1, channels: 'grey', crop: 'centre-square', resize: 'lanczos' },
      EXACT,
    ],
    ['per_image_standardization', { ...plain, standardise: 'image' }, EXACT],
    [
      'per_image_standardization of each channel’s own',
      { preset: 'keras-densenet', standardise: 'image' },
      EXACT,
    ],
  ])('%s gives Keras’s logits', async (name, preprocessing, tolerance) => {
    const recipe = `colour: ${name.replace('’', "'")}`;
    expectLogits(await logitsOf('colour', 48, preprocessing), recipe, tolerance);
  });
});

describe('a network of one channel that was trained by the recipe of', () => {
  const plain = { crop: 'none', resize: 'nearest', scale: 1, offset: 0 };

  it.each<[string, object]>([
    ['pixel / 255', { ...plain, scale: 1 / 255 }],
    [
      'torchvision’s Grayscale',
      {
        channels: 'grey',
        shorterSideTo: 32,
        crop: { centre: 28 },
        resize: 'bicubic',
        scale: 2 / 255,
        offset: -1,
      },
    ],
    ['cv2.INTER_AREA', { ...plain, resize: 'area' }],
    ['per_image_standardization', { ...plain, standardise: 'image' }],
  ])('%s gives Keras’s logits', async (name, preprocessing) => {
    const recipe = `grey: ${name.replace('’', "'")}`;
    expectLogits(await logitsOf('grey', 28, preprocessing), recipe, EXACT);
  });

  it('is refused where the manifest says that it takes colours', async () => {
    await expect(logitsOf('grey', 28, { preset: 'keras-vgg' })).rejects.toThrow(
      'model input: the manifest says channels bgr, the file takes one channel, grey',
    );
  });
});
