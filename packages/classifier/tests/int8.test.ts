import { readFileSync } from 'node:fs';
import { type Classification, encodeManifest, parseManifest } from '@slc/domain';
import { type ResolvedModel, resolveModel } from '@slc/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, openClassifier } from '../dist/index.js';
import { OPTIONS, resources } from './open-classifiers.js';

const DRAWN = [1, 2, 3, 4].map((i) =>
  readFileSync(new URL(`../../../test_images/synthetic/drawn-${i}.jpg`, import.meta.url)),
);

/** Measured on 59 dermoscopic images. */
const RANGES = JSON.parse(readFileSync(new URL('./compact-ranges.json', import.meta.url), 'utf8'));

const none = { value: 0, low: 0, high: 0 };
const loss = {
  accuracy: null,
  balancedAccuracy: null,
  agreement: none,
  nll: null,
  ece: null,
  malignantRocAuc: null,
};

async function quantised(changes: object = {}): Promise<ResolvedModel> {
  const model = await resolveModel('compact-lite0');
  if (model.kind !== 'manifest') throw new Error('expected a manifest');
  const temperature = { value: 0.8, fittedOn: null };
  const int8 = { temperature, ranges: RANGES, sha256: 'ab'.repeat(32), loss, ...changes };
  return { ...model, manifest: parseManifest({ ...encodeManifest(model.manifest), precisions: { int8 } }) };
}

const openInt8 = async (model: ResolvedModel, engine: 'onnx' | 'tfjs-wasm' = 'onnx') =>
  await openClassifier(model, { ...OPTIONS, resources: resources(), engine, precision: 'int8' });

describe('a classifier at int8', () => {
  let int8: Classifier;
  let float32: Classifier;
  beforeAll(async () => {
    const model = await quantised();
    int8 = await openInt8(model);
    float32 = await openClassifier(model, { ...OPTIONS, resources: resources() });
  });
  afterAll(async () => {
    await int8.close();
    await float32.close();
  });

  it('answers nearly as at float32, at its own temperature, and says so', async () => {
    for (const image of DRAWN) {
      const { classification: answer } = await int8.classify(image);
      const { classification: exact } = await float32.classify(image);
      expect(answer).toMatchObject({
        topClass: exact.topClass,
        temperature: 0.8,
        model: { precision: 'int8' },
      });
      expect(exact).toMatchObject({ temperature: 0.7467, model: { precision: 'float32' } });
      const logitOf = ({ predictions }: Classification, id: string) =>
        predictions.find((prediction) => prediction.class === id)?.logit ?? Number.NaN;
      const differences = exact.predictions.map(({ class: id, logit }) =>
        Math.abs(logitOf(answer, id) - logit),
      );
      expect(Math.max(...differences)).toBeLessThan(1);
      expect(Math.max(...differences)).toBeGreaterThan(0);
    }
  });

  it('has embedding and heat maps, near those of float32', async () => {
    const [image = Buffer.alloc(0)] = DRAWN;
    const wanted = { embedding: true, explain: 'grad-cam' } as const;
    const answer = await int8.classify(image, wanted);
    const exact = await float32.classify(image, wanted);
    expect(correlation(answer.embedding ?? [], exact.embedding ?? [])).toBeGreaterThan(0.95);
    const mapOf = ({ classification }: typeof answer) => classification.explanation?.values ?? [];
    expect(mapOf(answer)).toHaveLength(49);
    expect(correlation(mapOf(answer), mapOf(exact))).toBeGreaterThan(0.95);
  });

  it('says that its network is not the one whose loss was measured', () => {
    expect([int8.isAsMeasured, float32.isAsMeasured]).toEqual([false, true]);
  });

  it('keeps layers in float that the manifest names, and refuses names of none', async () => {
    const names = Object.keys(RANGES);
    const classifier = await openInt8(await quantised({ float: [names[0] ?? ''] }));
    await classifier.close();
    await expect(
      quantised({ float: ['no such layer'] }).then((model) => openInt8(model)),
    ).rejects.toMatchObject({
      code: 'invalid_model',
      message: 'compact-lite0.h5: int8: expected a layer no such layer to stay float, there is none',
    });
  });
});

it('int8 is refused without measured ranges, and by engines without it', async () => {
  const model = await quantised();
  if (model.kind !== 'manifest') throw new Error('expected a manifest');
  const { precisions: _, ...manifest } = model.manifest;
  await expect(openInt8({ ...model, manifest })).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(openInt8(model, 'tfjs-wasm')).rejects.toMatchObject({ code: 'invalid_request' });
});

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((x, y) => x + y, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: ArrayLike<number>, y: ArrayLike<number>, mx: number, my: number) =>
    Array.from(x, (value, i) => (value - mx) * ((y[i] ?? 0) - my)).reduce((p, q) => p + q, 0);
  return product(a, b, meanA, meanB) / Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB));
}
