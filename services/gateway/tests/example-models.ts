import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ModelInfo, type ModelManifest, type ModelRef, modelState, parseManifest } from '@slc/domain';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const readJson = (id: string) =>
  JSON.parse(readFileSync(`${root}packages/models/${id}/manifest.json`, 'utf8'));

const COMPACT_JSON = readJson('compact-lite0');
export const COMPACT: ModelManifest = parseManifest(COMPACT_JSON);
export const FULL: ModelManifest = parseManifest(readJson('efficientnetv2s-ham10000'));

export const refOf = ({ id, source, guessed }: ModelManifest, standIn = false): ModelRef => ({
  id,
  revision: source.revision,
  sha256: source.sha256 ?? 'ab'.repeat(32),
  standIn,
  precision: 'float32',
  ...(guessed && { guessed }),
});

/** A model that serves. */
export function serving(manifest: ModelManifest, standIn = false) {
  return {
    state: modelState('ready'),
    model: refOf(manifest, standIn),
    engine: 'onnx',
    manifest,
  } satisfies ModelInfo;
}

/** The compact model with everything that a calibration and an evaluation can add. The figures are made up. */
export const CALIBRATED: ModelManifest = parseManifest({
  ...COMPACT_JSON,
  evaluations: COMPACT_JSON.evaluations.map((evaluation: { accuracy: number }) => ({
    ...evaluation,
    temperature: 0.7463,
    balancedAccuracy95: { low: 0.684, high: 0.751 },
    malignantRocAuc95: { low: 0.901, high: 0.934 },
    riskCoverage: Array.from({ length: 20 }, (_, i) => ({
      coverage: (i + 1) / 20,
      risk: (1 - evaluation.accuracy) * ((i + 1) / 20) ** 2,
    })),
    riskCoverageArea: 0.058,
    verdicts: [
      { verdict: 'clear', images: 900, right: 850 },
      { verdict: 'unusable', images: 12, right: 4 },
    ],
    malignantOperatingPoints: (['specificity', 'sensitivity'] as const).flatMap((at) =>
      [0.8, 0.9, 0.95].map((asked) => operatingPoint(at, asked)),
    ),
  })),
  predictionSet: {
    coverage: 0.9,
    threshold: 0.72,
    classThresholds: { MEL: 0.97, NV: 0.48 },
    heldOut: {
      images: 708,
      covered: 640,
      sizes: [398, 205, 81, 20, 4, 0, 0],
      perClass: [
        { class: 'AKIEC', images: 39, covered: 36 },
        { class: 'BCC', images: 56, covered: 51 },
        { class: 'BKL', images: 129, covered: 117 },
        { class: 'DF', images: 8, covered: 7 },
        { class: 'MEL', images: 134, covered: 108 },
        { class: 'NV', images: 326, covered: 306 },
        { class: 'VASC', images: 16, covered: 15 },
      ],
    },
  },
  outliers: {
    file: 'outliers.bin',
    sizeBytes: 669_228,
    sha256: 'a'.repeat(64),
    unusableFrom: 1.47,
    heldOut: {
      genuine: { images: 708, undecided: 35, unusable: 6 },
      wrongSort: { images: 116, undecided: 107, unusable: 77 },
    },
  },
  calibratedOn: {
    dataset: 'Held-out lesions of HAM10000',
    images: 708,
    groups: 640,
    sha256: 'ab'.repeat(32),
  },
});

function operatingPoint(at: 'specificity' | 'sensitivity', asked: number) {
  const other = 1.6 - asked;
  const estimate = (value: number) => ({ value, low: value - 0.06, high: Math.min(1, value + 0.05) });
  return {
    at,
    asked,
    threshold: at === 'specificity' ? asked / 2 : 1 - asked,
    sensitivity: estimate(at === 'sensitivity' ? asked : other),
    specificity: estimate(at === 'specificity' ? asked : other),
  };
}

/** The compact model's manifest with other classes, of which nothing was measured. */
function manifestWith(id: string, labels: unknown, evaluations: readonly unknown[] = []): ModelManifest {
  const {
    predictionSet: _,
    outliers: __,
    calibratedOn: ___,
    precisions: ____,
    ...uncalibrated
  } = COMPACT_JSON;
  return parseManifest({
    ...uncalibrated,
    id,
    labels,
    training: null,
    evaluations,
    translations: {},
    goldenLogits: [],
  });
}

/** As long as a name may be on the narrowest page: 60 characters. */
export const LONG_NAME = 'Pseudoepitheliomatoushyperkeratoticacanthoma of the lower leg';

/** Two classes of a known set, and six that the pages know only from the manifest. */
export const EIGHT = manifestWith('eight', [
  'MEL',
  'NV',
  { id: 'WART', name: 'Viral wart', malignancy: 'benign' },
  { id: 'SK', name: 'Seborrhoeic keratosis', translations: { es: { name: 'Queratosis seborreica' } } },
  { id: 'long', name: LONG_NAME },
  { id: 'cyst', name: 'Cyst' },
  { id: 'scar', name: 'Scar', texts: { description: 'Healed skin.', meaning: 'It is harmless.' } },
  { id: 'healthy', name: 'Healthy skin' },
]);

export const TWO = manifestWith('two', 'benign-malignant');
export const ISIC_2019 = manifestWith('isic', 'isic-2019');

/** A bare file's: nobody has confirmed its classes and its scaling. */
export const GUESSED: ModelManifest = {
  ...manifestWith('guessed', 'ham10000'),
  guessed: ['classes', 'scaling'],
};

function namedByNumber(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    name: index === 7 ? LONG_NAME : `class ${index}`,
  }));
}

/** A test of ten images of each class; every tenth was taken for the next class. */
function evaluationOf(labels: readonly { readonly id: string }[], { hasMatrix }: { hasMatrix: boolean }) {
  const count = (row: number, column: number) =>
    column === row ? 9 : column === (row + 1) % labels.length ? 1 : 0;
  return {
    ...COMPACT_JSON.evaluations[0],
    malignantRocAuc: null,
    perClass: labels.map(({ id }) => ({
      class: id,
      precision: 0.9,
      recall: 0.9,
      recall95: { low: 0.6, high: 0.98 },
      f1: 0.9,
      support: 10,
      rocAuc: null,
    })),
    confusionMatrix: hasMatrix
      ? labels.map((_, row) => labels.map((__, column) => count(row, column)))
      : null,
  };
}

export const MANY = manifestWith('many', namedByNumber(300), [
  evaluationOf(namedByNumber(300), { hasMatrix: false }),
]);

export const FORTY = manifestWith('forty', namedByNumber(40), [
  evaluationOf(namedByNumber(40), { hasMatrix: true }),
]);
