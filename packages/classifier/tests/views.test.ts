import type { ModelManifest, ViewCount } from '@slc/domain';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, type ClassifierOptions, openClassifier } from '../dist/index.js';
import { compactReference, DRAWINGS, differenceFromKeras } from './keras-references.js';
import { compactModel, OPTIONS, resources } from './open-classifiers.js';

async function openWith(views: ViewCount, changes: Partial<ClassifierOptions> = {}): Promise<Classifier> {
  return await openClassifier(await compactModel(views), { ...OPTIONS, resources: resources(), ...changes });
}

async function logitsOf(classifier: Classifier, image: Uint8Array): Promise<readonly number[]> {
  const { classification } = await classifier.classify(image);
  return classifier.manifest.labels.map(
    ({ id }) => classification.predictions.find((prediction) => prediction.class === id)?.logit ?? Number.NaN,
  );
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(Math.abs((found[i] ?? 0) - value)).toBeLessThan(1e-4);
}

/**
 * The picture of the network's size, and turned by 90°, 180° and 270°. A larger one would do too, but for its rounding: Pillow
 * resizes rows before columns, which is a difference of up to 1 in some values when the picture is turned.
 */
async function quarterTurns(
  image: Uint8Array,
  { width, height }: ModelManifest['input'],
): Promise<readonly Uint8Array[]> {
  const resized = await sharp(image).resize({ width, height, fit: 'cover' }).png().toBuffer();
  return await Promise.all([0, 90, 180, 270].map((angle) => sharp(resized).rotate(angle).png().toBuffer()));
}

describe('the compact model', () => {
  // Its four views are compared in keras-parity.test.ts.
  it.each([1, 2, 8] as const)('with %i views gives the mean of Keras’s logits', async (views) => {
    const classifier = await openWith(views);
    try {
      const difference = await differenceFromKeras(classifier, compactReference(views), DRAWINGS);
      expect(difference).toBeLessThanOrEqual(1e-3);
    } finally {
      await classifier.close();
    }
  });
});

describe('a model of four views', () => {
  const batches: number[] = [];
  const events = { batchInferred: (size: number) => batches.push(size) };
  let one: Classifier;
  let four: Classifier;
  let fourInSmallBatches: Classifier;
  beforeAll(async () => {
    one = await openWith(1);
    four = await openWith(4, { batchMaxSize: 8, batchMaxDelayMs: 1_000, queueLimit: 4, events });
    fourInSmallBatches = await openWith(4, { batchMaxSize: 3 });
  });
  afterAll(() => Promise.all([one, four, fourInSmallBatches].map((classifier) => classifier.close())));

  it('answers a picture and its quarter turns alike, with the mean of what one view gives for them', async () => {
    for (const { bytes } of DRAWINGS) {
      const turns = await quarterTurns(bytes, one.manifest.input);
      const alone = await Promise.all(turns.map((turn) => logitsOf(one, turn)));
      const mean = one.manifest.labels.map((_, k) => alone.reduce((sum, row) => sum + (row[k] ?? 0), 0) / 4);
      for (const turn of turns) expectNear(await logitsOf(four, turn), mean);
    }
  });

  it('says how many views agree with the answer, and a model of one view says nothing', async () => {
    for (const { bytes } of DRAWINGS) {
      const turns = await quarterTurns(bytes, one.manifest.input);
      const answer = await four.classify(turns[0] ?? bytes);
      const alone = await Promise.all(turns.map((turn) => one.classify(turn)));
      for (const { classification } of alone) expect(classification.assessment.views).toBeNull();
      const { topClass, assessment } = answer.classification;
      const agreeing = alone.filter(({ classification }) => classification.topClass === topClass).length;
      expect(assessment.views).toEqual({ count: 4, agreeing });
    }
  });

  it('takes one place in the queue for an image, and fills batches with the views of whole images', async () => {
    batches.length = 0;
    const answers = DRAWINGS.map(({ bytes }) => four.classify(bytes));
    expect(four.queueDepth).toBe(4);
    await Promise.all(answers);
    expect(batches).toEqual([2, 2]);
  });

  it('answers as well where a batch is smaller than the views', async () => {
    for (const { bytes } of DRAWINGS) {
      expectNear(await logitsOf(fourInSmallBatches, bytes), await logitsOf(four, bytes));
    }
  });

  it('gives the embedding of the picture as it was sent', async () => {
    for (const { bytes } of DRAWINGS) {
      const [sent, viewed] = await Promise.all(
        [one, four].map(async (each) => (await each.classify(bytes, { embedding: true })).embedding),
      );
      expect(viewed?.length).toBe(1_280);
      expectNear([...(viewed ?? [])], [...(sent ?? [])]);
    }
  });
});
