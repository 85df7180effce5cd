import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { resolveModel } from '@slc/models';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspectModel, openClassifier } from '../dist/index.js';
import { OPTIONS, open, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('any-classes');

/** A small classifier and Keras's numbers for it: packages/keras-h5/scripts/make-fixtures.py. */
interface Fixture {
  readonly images: readonly (readonly number[])[];
  /** Probabilities; the logit of a network that ends in one. */
  readonly outputs: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
  readonly embedding: readonly (readonly number[])[];
}

function unpack(name: string): { readonly path: string; readonly fixture: Fixture } {
  const packed = new URL(`../../keras-h5/fixtures/${name}`, import.meta.url);
  const path = join(folder, name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${packed}.gz`))));
  return { path, fixture: JSON.parse(readFileSync(new URL(`${packed}.json`), 'utf8')) };
}

const HEIGHT = 9;
const WIDTH = 8;
/** Images of fewer than 32 pixels are refused; nearest-neighbour resizing takes these back to what they were. */
const ENLARGED = 8;

function enlargedPng(pixels: readonly number[]): Promise<Buffer> {
  return sharp(Uint8Array.from(pixels), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .resize(WIDTH * ENLARGED, HEIGHT * ENLARGED, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

describe.each([
  ['keras2-softmax-2.h5', 2],
  ['keras3-softmax-2.keras', 2],
  ['keras2-softmax-8.h5', 8],
  ['keras3-softmax-8.keras', 8],
  ['keras2-softmax-300.h5', 300],
  ['keras3-softmax-300.keras', 300],
  ['keras2-sigmoid.h5', 2],
  ['keras3-sigmoid.keras', 2],
  ['keras2-linear.h5', 2],
  ['keras3-linear.keras', 2],
])('%s, of %i classes', (name, classes) => {
  const { path, fixture } = unpack(name);

  it('gives Keras’s numbers for each class, and the embedding where it is wanted', async () => {
    const { manifest } = await inspectModel(await resolveModel(path));
    expect(manifest.labels.map(({ id }) => id)).toEqual(Array.from({ length: classes }, (_, i) => `c${i}`));
    // These networks scale their input themselves.
    const preprocessing = { crop: 'none', resize: 'nearest', scale: 1, offset: 0, views: 1 } as const;
    const model = {
      kind: 'manifest',
      manifest: { ...manifest, preprocessing },
      folder,
      weightsPath: path,
    } as const;
    const classifier = await openClassifier(model, { ...OPTIONS, resources: resources() });
    try {
      for (const [row, pixels] of fixture.images.entries()) {
        const png = await enlargedPng(pixels);
        const [{ classification, embedding }, plain] = await Promise.all([
          classifier.classify(png, { embedding: true }),
          classifier.classify(png),
        ]);
        const expected = fixture.logits[row] ?? [];
        const isOneUnit = expected.length === 1;
        const [output = Number.NaN] = fixture.outputs[row] ?? [];
        expect(classification.predictions).toHaveLength(classes);
        for (const { class: id, logit, probability } of classification.predictions) {
          const i = Number(id.slice(1));
          expect(logit).toBeCloseTo((isOneUnit ? [0, ...expected] : expected)[i] ?? Number.NaN, 4);
          if (!isOneUnit) expect(probability).toBeCloseTo(fixture.outputs[row]?.[i] ?? Number.NaN, 5);
          else if (name.includes('sigmoid'))
            expect(probability).toBeCloseTo(i === 1 ? output : 1 - output, 5);
        }
        expect(embedding).toHaveLength(fixture.embedding[row]?.length ?? 0);
        fixture.embedding[row]?.forEach((value, i) => {
          expect(embedding?.[i]).toBeCloseTo(value, 4);
        });
        expect(plain.embedding).toBeNull();
        expect(plain.classification.topClass).toBe(classification.topClass);
      }
    } finally {
      await classifier.close();
    }
  });
});

it('a model with an embedding gives it beside the same answer', async () => {
  const classifier = await open('compact-lite0');
  try {
    const image = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
    const { classification, embedding } = await classifier.classify(image, { embedding: true });
    expect(embedding).toHaveLength(1_280);
    expect(embedding?.every(Number.isFinite)).toBe(true);
    const alone = await classifier.classify(image);
    expect(alone.embedding).toBeNull();
    for (const [i, { probability }] of classification.predictions.entries()) {
      expect(probability).toBeCloseTo(alone.classification.predictions[i]?.probability ?? -1, 6);
    }
  } finally {
    await classifier.close();
  }
});
