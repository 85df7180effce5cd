import { readFileSync } from 'node:fs';
import { encodeManifest, manifestAt, parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { type QuantizedParts, quantizedManifest, withRecipe } from './quantized-manifest.js';

const file = new URL('../../../models/compact-lite0/manifest.json', import.meta.url);
const { precisions: _, ...json } = JSON.parse(readFileSync(file, 'utf8'));
const compact = parseManifest(json);
const IDS = compact.labels.map(({ id }) => id);

const fall = { value: 0.00282, low: -0.00419, high: 0.01 };
const recipe = { ranges: { stem: [-1, 6] as const, top: [0, 3] as const }, float: ['top'] };
const parts: QuantizedParts = {
  recipe,
  sha256: 'b'.repeat(64),
  loss: {
    ...{ accuracy: fall, balancedAccuracy: fall, nll: fall, ece: fall, malignantRocAuc: null },
    agreement: { value: 0.98587, low: 0.977, high: 0.9944 },
  },
  fit: {
    ...{ temperature: 0.7512, isTemperatureFitted: true },
    predictionSet: { coverage: 0.9, threshold: 0.7, classThresholds: { MEL: 0.95 } },
    heldOutSets: {
      ...{ images: 7, covered: 7, sizes: [7, 0, 0, 0, 0, 0, 0] },
      perClass: IDS.map((id) => ({ class: id, images: 1, covered: 1 })),
    },
  },
  outlierLimits: { limit: 1.01231, unusableFrom: 1.5012 },
  calibratedOn: { dataset: 'A clinic’s', images: 7, groups: 7, sha256: null },
  weightsFile: '../weights/compact-lite0.h5',
  oldFolder: '../model',
};

describe('the manifest of a quantized model', () => {
  it('has what int8 needs, and float32’s parts as they were', () => {
    const manifest = quantizedManifest(compact, parts);
    const { source, precisions, ...rest } = encodeManifest(manifest);
    const { source: before, ...kept } = encodeManifest(compact);
    expect(rest).toEqual(kept);
    expect(source).toEqual({ ...before, kind: 'file', file: '../weights/compact-lite0.h5' });
    expect(precisions?.int8).toMatchObject({
      ...recipe,
      sha256: 'b'.repeat(64),
      temperature: {
        value: 0.7512,
        fittedOn: '7 images (A clinic’s), with 4 views, at int8, by negative log-likelihood',
      },
      predictionSet: { threshold: 0.7, classThresholds: { MEL: 0.95 } },
      loss: { accuracy: { value: 0.0028, low: -0.0042, high: 0.01 }, agreement: { value: 0.9859 } },
    });
    expect(manifestAt(manifest, 'int8').outliers).toEqual({
      ...compact.outliers,
      ...{ file: 'outliers.bin', limit: 1.0124, unusableFrom: 1.502, heldOut: null },
    });
  });

  it('keeps float32’s fits where nothing was fitted', () => {
    const manifest = quantizedManifest(compact, { ...parts, fit: null, outlierLimits: null });
    const served = manifestAt(manifest, 'int8');
    expect(served.temperature).toEqual(compact.temperature);
    expect(served.predictionSet).toEqual(compact.predictionSet);
    expect(served.outliers).toEqual(compact.outliers);
  });

  it('keeps float32’s temperature where none fits best', () => {
    const fit = parts.fit && { ...parts.fit, isTemperatureFitted: false };
    const manifest = quantizedManifest(compact, { ...parts, fit });
    expect(manifestAt(manifest, 'int8').temperature).toEqual(compact.temperature);
  });
});

it('can be opened at int8 before anything is measured, and is no manifest that can be read then', () => {
  const manifest = withRecipe(compact, recipe);
  expect(() => parseManifest(encodeManifest(manifest))).toThrow(
    /expected the digest of a network that was measured, got zeros/,
  );
  expect(manifestAt(manifest, 'int8').temperature).toEqual(compact.temperature);
});
