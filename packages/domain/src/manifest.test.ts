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
  const { predictionSet: _, precisions: __, ...json } = await readJson('compact-lite0');
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

  it('says what of it was guessed, until someone takes that out', async () => {
    const json = await readJson('compact-lite0');
    const guessed = ['classes', 'scaling'];
    const manifest = parseManifest({ ...json, guessed });
    expect(manifest.guessed).toEqual(guessed);
    expect(encodeManifest(manifest).guessed).toEqual(guessed);
    expect(parseManifest(json).guessed).toBeUndefined();
    expect(parseManifest({ ...json, guessed: [] }).guessed).toEqual([]);
    const refuse = (words: unknown) => () => parseManifest({ ...json, guessed: words });
    expect(refuse(['colour'])).toThrow(/guessed/);
    expect(refuse(['classes', 'classes'])).toThrow(/guessed: expected each guess once/);
  });

  it('names the further files of a model, which lie beside its main one', async () => {
    const json = await readJson('compact-lite0');
    const sha256 = 'a'.repeat(64);
    const withFiles = (file: string, ...files: string[]) => {
      const further = files.map((each) => ({ file: each, sizeBytes: 1, sha256 }));
      return { ...json, source: { ...Object(json.source), file, files: further } };
    };
    const read = (...names: [string, ...string[]]) => parseManifest(withFiles(...names)).source.files?.length;
    expect(read('m.onnx', 'm.onnx.data', 'deep/b.bin')).toBe(2);
    expect(read('../x/m.onnx', '../x/m.onnx.data')).toBe(1);
    for (const file of ['../secret', '/etc/passwd', 'C:/secret', 'a/../../b', 'a\\b', 'a//b', './m.data']) {
      expect(() => read('m.onnx', file)).toThrow(/source\.files\[0\]\.file: expected a file beside m\.onnx/);
    }
    expect(() => read('x/m.onnx', 'm.onnx.data')).toThrow(/expected a file beside x\/m\.onnx/);
    expect(() => read('m.onnx', 'm.onnx')).toThrow(/expected each file once/);
    expect(() => read('m.onnx')).toThrow(/source/);
  });

  it('has the author’s own answer of images, one probability for each class', async () => {
    const json = await readJson('compact-lite0');
    const answer = (probabilities: number[]) => ({
      ...json,
      goldenAnswers: [{ file: 'lesion.jpg', sha256: 'a'.repeat(64), probabilities }],
    });
    expect(parseManifest(answer([1, 0, 0, 0, 0, 0, 0])).goldenAnswers).toHaveLength(1);
    expect(() => parseManifest(answer([1, 0]))).toThrow(
      /goldenAnswers\[0\]\.probabilities: expected 7 entries, got 2/,
    );
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

  describe('that was calibrated', () => {
    const ids = LABEL_SETS.ham10000.map(({ id }) => id);
    const predictionSet = {
      coverage: 0.9,
      threshold: 0.72,
      classThresholds: { MEL: 0.97, NV: 0.48 },
      heldOut: {
        images: 708,
        covered: 660,
        sizes: [198, 345, 141, 24, 0, 0, 0],
        perClass: ids.map((id) => ({ class: id, images: 100, covered: 90 })),
      },
    };
    const outliers = {
      file: 'outliers.bin',
      sizeBytes: 669_228,
      sha256: 'a'.repeat(64),
      unusableFrom: 1.5,
      heldOut: {
        genuine: { images: 708, undecided: 35, unusable: 6 },
        wrongSort: { images: 116, undecided: 112, unusable: 101 },
      },
    };
    const calibratedOn = { dataset: 'A clinic’s', images: 708, groups: 700, sha256: null };
    const calibrated = async (changes: Record<string, unknown> = {}) => ({
      ...(await readJson('compact-lite0')),
      ...{ predictionSet, outliers, calibratedOn, ...changes },
    });

    it('comes back from its JSON as it was', async () => {
      const manifest = parseManifest(await calibrated());
      expect(encodeManifest(manifest)).toMatchObject({ predictionSet, outliers, calibratedOn });
      expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
    });

    it('says nothing of it when it was not', async () => {
      const manifest = encodeManifest(parseManifest(await readJson('efficientnetv2s-ham10000')));
      for (const key of ['predictionSet', 'outliers', 'calibratedOn'])
        expect(manifest).not.toHaveProperty(key);
    });

    it('may not have been measured', async () => {
      const changes = {
        predictionSet: { ...predictionSet, heldOut: null },
        outliers: { ...outliers, heldOut: null },
      };
      expect(parseManifest(await calibrated(changes))).toMatchObject(changes);
    });

    it.each<[string, Record<string, unknown>, RegExp]>([
      [
        'a threshold of a class that it has not',
        { predictionSet: { ...predictionSet, classThresholds: { SCC: 0.5 } } },
        /predictionSet.classThresholds: expected classes of the model \(AKIEC, .*\), got SCC/,
      ],
      [
        'a class that was not measured',
        {
          predictionSet: {
            ...predictionSet,
            heldOut: { ...predictionSet.heldOut, perClass: predictionSet.heldOut.perClass.slice(1) },
          },
        },
        /heldOut.perClass: expected rows for AKIEC, BCC, .*, got BCC, /,
      ],
      [
        'a coverage of everything',
        { predictionSet: { ...predictionSet, coverage: 1 } },
        /predictionSet.coverage: .*<1/,
      ],
      ['a threshold above 1', { predictionSet: { ...predictionSet, threshold: 1.1 } }, /threshold: .*<=1/],
      ['a file elsewhere', { outliers: { ...outliers, file: '../outliers.bin' } }, /a file beside/],
      ['a hidden file', { outliers: { ...outliers, file: '.bin' } }, /a file beside/],
      ['no digest of its file', { outliers: { ...outliers, sha256: null } }, /outliers.sha256: .*string/],
      [
        'its limits the wrong way round',
        { outliers: { ...outliers, unusableFrom: 0.9 } },
        /unusableFrom: .*>=1/,
      ],
      ['a date', { calibratedOn: { ...calibratedOn, date: '2026-11-30' } }, /calibratedOn: .*"date"/],
    ])('is refused with %s', async (_, changes, message) => {
      const json = await calibrated(changes);
      expect(() => parseManifest(json)).toThrow(message);
    });
  });

  describe('with one more evaluation', () => {
    const estimate = { value: 0.8, low: 0.7, high: 0.9 };
    const measured = {
      temperature: 0.74,
      balancedAccuracy95: { low: 0.68, high: 0.75 },
      malignantRocAuc95: { low: 0.9, high: 0.93 },
      riskCoverage: [
        { coverage: 0.05, risk: 0 },
        { coverage: 1, risk: 0.18 },
      ],
      riskCoverageArea: 0.05,
      malignantOperatingPoints: [
        { at: 'specificity', asked: 0.9, threshold: 0.31, sensitivity: estimate, specificity: estimate },
      ],
    };
    const withEvaluation = async (changes: object, ofClass: object = {}) => {
      const json = await readJson('compact-lite0');
      const [first, ...others] = json.evaluations as { perClass: object[] }[];
      const perClass = first?.perClass.map((row, i) => (i === 0 ? { ...row, ...ofClass } : row));
      return { ...json, evaluations: [{ ...first, perClass, ...changes }, ...others] };
    };

    it('knows none of what older ones lack', async () => {
      const [evaluation] = parseManifest(await readJson('efficientnetv2s-ham10000')).evaluations;
      for (const key of Object.keys(measured)) expect(evaluation).toHaveProperty(key, null);
    });

    it('comes back from its JSON as it was', async () => {
      const manifest = parseManifest(await withEvaluation(measured));
      expect(encodeManifest(manifest).evaluations[0]).toMatchObject(measured);
      expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
    });

    it('may have a class that no answer names, or no image shows', async () => {
      const unknown = { precision: null, recall: null, recall95: null, f1: null };
      const [evaluation] = parseManifest(await withEvaluation({}, unknown)).evaluations;
      expect(evaluation?.perClass[0]).toMatchObject(unknown);
    });

    it.each<[string, object, object, RegExp]>([
      ['recall without its interval', {}, { recall95: null }, /recall95: expected recall and recall95 both/],
      [
        'coverage that falls',
        { riskCoverage: measured.riskCoverage.toReversed() },
        {},
        /riskCoverage.*coverage: expected more than 1, got 0.05/,
      ],
      [
        'too many points',
        { riskCoverage: Array.from({ length: 22 }, (_, i) => ({ coverage: i / 21, risk: 0 })) },
        {},
        /riskCoverage: .*<=21/,
      ],
      ['a temperature of 0', { temperature: 0 }, {}, /temperature: .*>0/],
    ])('is refused with %s', async (_, changes, ofClass, message) => {
      const json = await withEvaluation(changes, ofClass);
      expect(() => parseManifest(json)).toThrow(message);
    });
  });

  it('has a JSON schema, made of the same schema', () => {
    const schema = z.toJSONSchema(manifestSchema, { io: 'input' });
    expect(Object.keys(schema.properties ?? {})).toContain('labels');
    expect(JSON.stringify(schema)).toContain('isic-2019');
  });
});
