import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LABEL_SETS } from './label-sets.js';
import { encodeManifest, manifestSchema, parseManifest } from './manifest.js';

const shipped = ['compact-lite0', 'efficientnetv2s-ham10000'];

async function readJson(id: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(new URL(`../../models/${id}/manifest.json`, import.meta.url), 'utf8'));
}

/** A manifest with so many classes of its own, and nothing else that depends on their number. */
async function withLabels(labels: unknown): Promise<Record<string, unknown>> {
  const json = await readJson('compact-lite0');
  return { ...json, labels, training: null, evaluations: [], translations: {}, goldenLogits: [] };
}

describe('a manifest', () => {
  it.each(shipped)('%s comes back from its JSON as it was', async (id) => {
    const manifest = parseManifest(await readJson(id));
    expect(parseManifest(JSON.parse(JSON.stringify(encodeManifest(manifest))))).toEqual(manifest);
    expect(manifest.labels.map((label) => label.id)).toEqual(LABEL_SETS.ham10000.map(({ id }) => id));
  });

  it.each(shipped)('%s says nothing else in JSON than its file', async (id) => {
    const json = await readJson(id);
    const encoded = encodeManifest(parseManifest(json));
    expect(encoded).toMatchObject(json);
    expect(encoded.labels).toEqual(['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC']);
  });

  it('names a label set', async () => {
    const { labels } = parseManifest(await withLabels('isic-2019'));
    expect(labels.map(({ id }) => id)).toEqual(['MEL', 'NV', 'BCC', 'AK', 'BKL', 'DF', 'VASC', 'SCC']);
  });

  it('brings classes of its own, of which only id and name have to be known', async () => {
    const manifest = parseManifest(
      await withLabels([
        'MEL',
        { id: 'scar', name: 'Scar', malignancy: 'benign', translations: { es: { name: 'Cicatriz' } } },
        { id: 'x', name: 'Something else' },
      ]),
    );
    expect(manifest.labels.map(({ id, malignancy }) => [id, malignancy])).toEqual([
      ['MEL', 'malignant'],
      ['scar', 'benign'],
      ['x', null],
    ]);
    expect(encodeManifest(manifest).labels).toEqual([
      'MEL',
      { id: 'scar', name: 'Scar', malignancy: 'benign', translations: { es: { name: 'Cicatriz' } } },
      { id: 'x', name: 'Something else', translations: {} },
    ]);
    expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
  });

  it.each([
    ['a set that does not exist', 'ham1000', /labels: expected a label set \(ham10000, .*\)/],
    ['one class', ['MEL'], /labels: .*>=2 items/],
    ['a class twice', ['MEL', 'NV', 'MEL'], /labels: expected each class once/],
    ['an unknown id', ['MEL', 'mole'], /labels: expected .*known class/],
    ['an id with a space', [{ id: 'a b', name: 'A' }, 'MEL'], /labels\[0\].id: expected 1 to 64/],
    [
      'more than a thousand',
      Array.from({ length: 1_001 }, (_, i) => ({ id: `c${i}`, name: `${i}` })),
      /1,000/,
    ],
  ])('is refused for %s', async (_, labels, message) => {
    const json = await withLabels(labels);
    expect(() => parseManifest(json)).toThrow(message);
  });

  it('is refused when its parts do not fit its classes', async () => {
    const { training, ...compact } = await readJson('compact-lite0');
    const classCounts = [327, 514, 1099, 115, 1113, 6705, 142];
    const json = { ...compact, training: { ...(training as object), classCounts }, labels: ['MEL', 'NV'] };
    expect(() => parseManifest(json)).toThrow(/training.classCounts: expected 2 entries, got 7/);
    expect(() => parseManifest(json)).toThrow(/goldenLogits\[0\].logits: expected 2 entries, got 7/);
    expect(() => parseManifest(json)).toThrow(/confusionMatrix: expected 2 rows, got 7/);
  });

  it('with keys that the schema does not know is refused, or read without them', async () => {
    const scar = { id: 'scar', name: 'Scar' };
    const json = await withLabels(['MEL', scar]);
    const newer = {
      ...json,
      labels: ['MEL', { ...scar, icd11: '2C30' }],
      source: { ...(json.source as object), mirror: 'elsewhere' },
      cards: [],
    };
    expect(() => parseManifest(newer)).toThrow(/source: .*"mirror".* it: .*"cards"/);
    expect(() => parseManifest({ ...json, labels: newer.labels })).toThrow(/labels/);
    expect(parseManifest(newer, { unknownKeys: 'ignore' })).toEqual(parseManifest(json));
    expect(newer).toHaveProperty('cards');
    const broken = { ...newer, id: 5 };
    expect(() => parseManifest(broken, { unknownKeys: 'ignore' })).toThrow(
      /^not a model manifest: id: [^;]*$/,
    );
  });

  it('has one view unless it says more', async () => {
    const { preprocessing, ...json } = await readJson('efficientnetv2s-ham10000');
    const views = (changes: object) =>
      parseManifest({ ...json, preprocessing: { ...(preprocessing as object), ...changes } }).preprocessing
        .views;
    expect(views({})).toBe(1);
    expect(views({ views: 8 })).toBe(8);
    expect(() => views({ views: 3 })).toThrow(/preprocessing.views/);
  });

  it('turns only square pictures', async () => {
    const json = await readJson('efficientnetv2s-ham10000');
    const narrow = (views: number) => ({
      ...json,
      input: { height: 224, width: 192 },
      preprocessing: { ...(json.preprocessing as object), views },
    });
    expect(parseManifest(narrow(2)).preprocessing.views).toBe(2);
    expect(() => parseManifest(narrow(4))).toThrow(
      'preprocessing.views: expected a square input, since they turn it by 90°, got 192 x 224 for 4 views',
    );
  });

  it('has a JSON schema, made of the same schema', () => {
    const schema = z.toJSONSchema(manifestSchema, { io: 'input' });
    expect(Object.keys(schema.properties ?? {})).toContain('labels');
    expect(JSON.stringify(schema)).toContain('isic-2019');
  });
});
