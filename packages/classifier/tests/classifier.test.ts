import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LABEL_SETS, type ModelState } from '@slc/domain';
import { resolveModel } from '@slc/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, inspectModel, openClassifier } from '../dist/index.js';
import { COMPACT_REFERENCE } from './keras-references.js';
import { gradientPng, OPTIONS, open, ownCacheFolder, resources } from './open-classifiers.js';

const folder = ownCacheFolder('classifier');

describe('a classifier on the compact model', () => {
  let classifier: Classifier;
  const states: ModelState[] = [];
  beforeAll(async () => {
    classifier = await open('compact-lite0', { events: { stateChanged: (state) => states.push(state) } });
  });
  afterAll(() => classifier.close());

  it('gives Keras’s logits, calibrated once, with the model’s name', async () => {
    const { classification, preview } = await classifier.classify(await gradientPng());
    const expected = COMPACT_REFERENCE.logitsOf('gradient');
    const exponentials = expected.map((logit) => Math.exp(logit / 0.7467));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    for (const { class: id, logit, probability } of classification.predictions) {
      const i = LABEL_SETS.ham10000.findIndex((label) => label.id === id);
      expect(Math.abs(logit - (expected[i] ?? 0))).toBeLessThanOrEqual(1e-3);
      expect(probability).toBeCloseTo((exponentials[i] ?? 0) / sum, 4);
    }
    expect(classification).toMatchObject({
      topClass: 'DF',
      temperature: 0.7467,
      engine: 'onnx',
      model: { id: 'compact-lite0', revision: '2.0.0', standIn: true },
      image: { format: 'png', width: 224, height: 224 },
    });
    expect(preview).toBeNull();
  });

  it('gives the same answer alone and in a batch', async () => {
    const png = await gradientPng();
    const alone = await classifier.classify(png);
    const together = await Promise.all(Array.from({ length: 9 }, () => classifier.classify(png)));
    for (const { classification } of together) {
      classification.predictions.forEach(({ probability }, i) => {
        expect(probability).toBeCloseTo(alone.classification.predictions[i]?.probability ?? -1, 6);
      });
    }
  });

  it('refuses a bad image and answers the next one', async () => {
    await expect(classifier.classify(Buffer.from('not an image'))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
    expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('DF');
    expect(classifier.queueDepth).toBe(0);
  });

  it('makes a preview when asked to', async () => {
    const { preview } = await classifier.classify(await gradientPng(), { preview: true });
    expect([...(preview ?? []).slice(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  it('ends a request whose caller is gone', async () => {
    const signal = AbortSignal.abort();
    await expect(classifier.classify(await gradientPng(), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('a classifier under stress', () => {
  it('refuses more images than its queue holds, at once, and answers the rest', async () => {
    let shed = 0;
    const classifier = await open('compact-lite0', { queueLimit: 4, events: { shed: () => shed++ } });
    try {
      const png = await gradientPng();
      const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => classifier.classify(png)));
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(8);
      expect(shed).toBe(8);
      for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'overloaded' } });
    } finally {
      await classifier.close();
    }
  });
});

describe('opening a model', () => {
  it('makes a damaged cache entry anew', async () => {
    await (await open('compact-lite0')).close();
    const cache = join(folder, 'skin-lesion-classifier', 'compiled');
    const entries = readdirSync(cache).filter((name) => /^[^.]+\.onnx$/.test(name));
    expect(entries).toHaveLength(1);
    writeFileSync(join(cache, entries[0] ?? ''), 'damaged');
    const classifier = await open('compact-lite0');
    expect((await classifier.classify(await gradientPng())).classification.topClass).toBe('DF');
    await classifier.close();
  });

  it('does not serve a model that fails its self-test', async () => {
    const model = await resolveModel('compact-lite0');
    if (model.kind !== 'manifest') throw new Error('expected a manifest');
    const goldenLogits = [{ input: 'disc' as const, logits: [1, 2, 3, 4, 5, 6, 7] }];
    const wrong = { ...model, manifest: { ...model.manifest, goldenLogits } };
    await expect(openClassifier(wrong, { ...OPTIONS, resources: resources() })).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/self-test on the drawn disc: expected logit 1 for AKIEC/),
    });
  });

  it('does not serve a model whose manifest describes another network', async () => {
    const model = await resolveModel('compact-lite0');
    if (model.kind !== 'manifest') throw new Error('expected a manifest');
    const architecture = { ...model.manifest.architecture, parameters: 1 };
    const wrong = { ...model, manifest: { ...model.manifest, architecture } };
    await expect(openClassifier(wrong, { ...OPTIONS, resources: resources() })).rejects.toThrow(
      /the manifest says 1, the file has 3421991/,
    );
  });

  it('says what is wrong with a file that is no model, in the words of the reader', async () => {
    const path = join(folder, 'text.h5');
    writeFileSync(path, 'not a model');
    await expect(inspectModel(await resolveModel(path))).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/expected a whole HDF5 file/),
    });
  });

  it('stops when its signal is aborted', async () => {
    await expect(open('compact-lite0', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
