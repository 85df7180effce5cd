import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { encodeManifest, type ModelManifest, parseManifest } from './manifest.js';
import { manifestAt } from './manifest-at.js';

const file = new URL('../../models/compact-lite0/manifest.json', import.meta.url);
const json = JSON.parse(await readFile(file, 'utf8'));
delete json.precisions;

const none = { value: 0, low: -0.002, high: 0.002 };
const loss = { accuracy: none, balancedAccuracy: none, nll: none, ece: none, malignantRocAuc: null };
const int8 = {
  temperature: { value: 1.5, fittedOn: 'the same images' },
  ranges: { image: [0, 255], head: [-3.5, 4] },
  sha256: 'a'.repeat(64),
  loss: { ...loss, agreement: { value: 0.99, low: 0.98, high: 1 } },
};

function withInt8(changes: object = {}): ModelManifest {
  return parseManifest({ ...json, precisions: { int8: { ...int8, ...changes } } });
}

describe('a manifest with int8', () => {
  it('comes back from its JSON as it was', () => {
    const manifest = withInt8({ float: ['head'] });
    expect(parseManifest(JSON.parse(JSON.stringify(encodeManifest(manifest))))).toEqual(manifest);
    expect(withInt8().precisions?.int8?.float).toEqual([]);
  });

  it('is float32’s until int8 is asked for', () => {
    const manifest = withInt8();
    expect(manifestAt(manifest, 'float32')).toBe(manifest);
    expect(manifestAt(manifest, 'float16')).toBe(manifest);
  });

  it('has the temperature that was fitted at int8, and float32’s limits where it has none of its own', () => {
    const served = manifestAt(withInt8(), 'int8');
    expect(served.temperature).toEqual(int8.temperature);
    expect(served.predictionSet).toEqual(parseManifest(json).predictionSet);
    expect(served.outliers).toEqual(parseManifest(json).outliers);
    expect(served.goldenLogits).toEqual([]);
    expect(served.translations.es).toMatchObject({ name: json.translations.es.name, fittedOn: null });
  });

  it('has the limits that were fitted at int8', () => {
    const predictionSet = { coverage: 0.9, threshold: 0.25, classThresholds: {}, heldOut: null };
    const outliers = { file: 'o.bin', sizeBytes: 4, sha256: 'b'.repeat(64), unusableFrom: 2, heldOut: null };
    const served = manifestAt(withInt8({ predictionSet, outliers }), 'int8');
    expect(served).toMatchObject({ predictionSet, outliers });
  });

  it('refuses int8 without measured ranges', () => {
    const refused = () => manifestAt(parseManifest(json), 'int8');
    expect(refused).toThrow(/int8: expected a manifest with measured ranges .*compact-lite0 has none/);
  });

  it.each([
    ['a range from high to low', { ranges: { head: [4, -3.5] } }, /ranges\.head: expected the least value/],
    ['a range of one number', { ranges: { head: [4] } }, /precisions\.int8\.ranges\.head/],
    ['no loss', { loss: undefined }, /precisions\.int8\.loss/],
    [
      'a prediction set of other classes',
      { predictionSet: { coverage: 0.9, threshold: 0.2, classThresholds: { SCC: 0.5 }, heldOut: null } },
      /precisions\.int8\.predictionSet\.classThresholds: expected classes of the model/,
    ],
  ])('refuses %s', (_, changes, message) => {
    expect(() => withInt8(changes)).toThrow(message);
  });
});
