import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Classification, EXPLANATION_METHODS, type Explanation } from '@slc/domain';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Classifier } from '../dist/index.js';
import { open } from './open-classifiers.js';

const DRAWING = readFileSync(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const SIDE = 224;

function probabilityOf({ predictions }: Classification, id: string): number {
  return predictions.find((prediction) => prediction.class === id)?.probability ?? Number.NaN;
}

/** Its pixels, (SIDE, SIDE, 3). */
async function pixelsOf(png: Uint8Array | undefined): Promise<Buffer> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([SIDE, SIDE, 3]);
  return data;
}

/** The square without its strongest fifth, which has its mean colour, as anybody would make it from an answer. */
async function withoutStrongestFifth(square: Uint8Array | undefined, map: Explanation): Promise<Buffer> {
  const pixels = await pixelsOf(square);
  const count = SIDE * SIDE;
  const mean = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let place = 0; place < count; place++) sum += pixels[3 * place + c] ?? 0;
    return Math.round(sum / count);
  });
  const values = Array.from({ length: count }, (_, place) =>
    valueAt(map, Math.floor(place / SIDE), place % SIDE),
  );
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  for (const place of order.slice(0, Math.round(count / 5))) {
    if ((values[place] ?? 0) > 0) pixels.set(mean, 3 * place);
  }
  return await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}

/** Bilinear, on half-pixel centres. */
function valueAt({ values, height, width }: Explanation, y: number, x: number): number {
  const row = Math.min(Math.max(((y + 0.5) * height) / SIDE - 0.5, 0), height - 1);
  const column = Math.min(Math.max(((x + 0.5) * width) / SIDE - 0.5, 0), width - 1);
  const at = (r: number, c: number) => values[Math.min(r, height - 1) * width + Math.min(c, width - 1)] ?? 0;
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  return (
    (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
    down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1))
  );
}

describe('an explanation of the compact model’s answer', () => {
  let classifier: Classifier;
  beforeAll(async () => {
    classifier = await open('compact-lite0');
  });
  afterAll(() => classifier.close());

  it.each(EXPLANATION_METHODS)('by %s is a map of the top class beside the same answer', async (method) => {
    const { classification } = await classifier.classify(DRAWING, { explain: method });
    const plain = (await classifier.classify(DRAWING)).classification;
    const { explanation } = classification;
    expect(plain.explanation).toBeUndefined();
    expect(explanation).toMatchObject({ method, class: plain.topClass, height: 7, width: 7 });
    expect(explanation?.values).toHaveLength(49);
    expect(Math.max(...(explanation?.values ?? []))).toBe(1);
    expect(Math.min(...(explanation?.values ?? []))).toBeGreaterThanOrEqual(0);
    for (const { class: id, probability } of plain.predictions) {
      expect(probabilityOf(classification, id)).toBeCloseTo(probability, 5);
    }
    const { drop, randomDrop, holds } = explanation?.check ?? { drop: 0, randomDrop: 0, holds: null };
    expect(holds).toBe(drop > randomDrop + 0.05);
  });

  it.each(EXPLANATION_METHODS)(
    'by %s says what becomes of the answer without the strongest fifth',
    async (method) => {
      const { classification, pictures } = await classifier.classify(DRAWING, {
        explain: method,
        pictures: ['analysed'],
      });
      const { explanation } = classification;
      if (!explanation) throw new Error('expected an explanation');
      const deleted = await withoutStrongestFifth(pictures?.analysed, explanation);
      const after = (await classifier.classify(deleted)).classification;
      const drop = probabilityOf(classification, explanation.class) - probabilityOf(after, explanation.class);
      // The map travels with 6 decimals, which may change the order of a pixel or two at the edge of the fifth.
      expect(explanation.check.drop).toBeCloseTo(drop, 3);
    },
  );

  it('comes with the square, the map as a layer and both together, as far as they are asked for', async () => {
    const { pictures, preview } = await classifier.classify(DRAWING, {
      explain: 'grad-cam',
      pictures: ['analysed', 'overlay', 'blended'],
    });
    expect(preview).toBeNull();
    const [square, blended] = [await pixelsOf(pictures?.analysed), await pixelsOf(pictures?.blended)];
    const layer = await sharp(pictures?.overlay).raw().toBuffer();
    for (let place = 0; place < SIDE * SIDE; place += 101) {
      expect(layer[4 * place + 3]).toBe(Math.round(0.45 * 255));
      const mixed = 0.55 * (square[3 * place] ?? 0) + 0.45 * (layer[4 * place] ?? 0);
      expect(Math.abs((blended[3 * place] ?? 0) - mixed)).toBeLessThanOrEqual(1);
    }
    const alone = await classifier.classify(DRAWING, { pictures: ['overlay', 'analysed'] });
    expect(Object.keys(alone.pictures ?? {})).toEqual(['analysed']);
    expect((await classifier.classify(DRAWING)).pictures).toBeUndefined();
  });

  it('ends with its caller', async () => {
    const leaving = new AbortController();
    const call = classifier.classify(DRAWING, { explain: 'score-cam', signal: leaving.signal });
    await Promise.race([call, sleep(30)]);
    leaving.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(classifier.queueDepth).toBe(0);
    expect((await classifier.classify(DRAWING)).classification.predictions).toHaveLength(7);
  });
});

describe('a busy classifier', () => {
  let classifier: Classifier;
  let shed = 0;
  beforeAll(async () => {
    classifier = await open('compact-lite0', { queueLimit: 9, events: { shed: () => shed++ } });
  });
  afterAll(() => classifier.close());

  it('refuses an explanation at once, or answers without it where it is optional', async () => {
    const calls = [
      // Both take 6 places.
      classifier.classify(DRAWING, { explain: 'grad-cam' }),
      classifier.classify(DRAWING, { explain: 'grad-cam' }),
      classifier.classify(DRAWING, { explain: 'grad-cam', explanationOptional: true }),
      classifier.classify(DRAWING),
    ];
    const [first, second, third, fourth] = await Promise.allSettled(calls);
    expect(first).toMatchObject({ value: { classification: { explanation: { method: 'grad-cam' } } } });
    expect(second).toMatchObject({ reason: { code: 'overloaded', retryAfterMs: expect.any(Number) } });
    expect(third).toMatchObject({ value: { explanationError: { code: 'overloaded' } } });
    expect(third).not.toHaveProperty('value.classification.explanation');
    expect(fourth?.status).toBe('fulfilled');
    expect([shed, classifier.queueDepth]).toEqual([1, 0]);
  });

  it('explains an unusable image only where the explanation is not optional', async () => {
    const blurred = await sharp(DRAWING).blur(18).png().toBuffer();
    const options = { explain: 'grad-cam', pictures: ['analysed', 'overlay'] } as const;
    const optional = await classifier.classify(blurred, { ...options, explanationOptional: true });
    expect(optional.classification).toMatchObject({ assessment: { verdict: 'unusable' } });
    expect(optional.classification.explanation).toBeUndefined();
    expect(optional.explanationError).toBeUndefined();
    expect(Object.keys(optional.pictures ?? {})).toEqual(['analysed']);
    expect(classifier.queueDepth).toBe(0);
    const required = await classifier.classify(blurred, options);
    expect(required.classification.explanation?.method).toBe('grad-cam');
  });

  it('explains images that wait for room, one after the other', async () => {
    const options = { explain: 'score-cam', waitForRoom: true } as const;
    const answers = await Promise.all([1, 2, 3].map(() => classifier.classify(DRAWING, options)));
    const maps = answers.map(({ classification }) => classification.explanation?.values);
    for (const map of maps) {
      map?.forEach((value, place) => {
        expect(value).toBeCloseTo(maps[0]?.[place] ?? -1, 3);
      });
    }
    expect(classifier.queueDepth).toBe(0);
  });
});
