import { LABEL_SETS, type ModelManifest, rank } from '@slc/domain';
import { expect, it } from 'vitest';
import { manifestOf } from '../../../evaluation/tests/report-inputs.js';
import { heldAnswer, type WrittenAnswer } from './held-answer.js';

const labels = LABEL_SETS['benign-malignant'];
const plain = manifestOf(labels);
const manifest: ModelManifest = {
  ...plain,
  temperature: { ...plain.temperature, value: 2 },
  predictionSet: { coverage: 0.9, threshold: 0.7, classThresholds: {}, heldOut: null },
  outliers: { file: 'outliers.bin', sha256: 'ab'.repeat(32), sizeBytes: 9, unusableFrom: 1.5, heldOut: null },
};
const { predictionSet: _, outliers: __, ...unlimited } = manifest;
const model = { id: 'm', revision: 'r', sha256: 'ab', standIn: false, precision: 'float32' as const };
const ranked = rank([-0.5, 1.5], labels, 2);

const WRITTEN: WrittenAnswer = {
  verdict: 'undecided',
  predictions: ranked.predictions,
  set: 'malignant',
  ...{ outlierScore: 1.2, engine: 'onnx', time: null },
};

it('is the answer that the model gave, with its limits where a record does not have them', () => {
  expect(heldAnswer(WRITTEN, { manifest, model })).toEqual({
    ...{ ...ranked, model, engine: 'onnx', time: null },
    assessment: {
      verdict: 'undecided',
      predictionSet: { classes: ['malignant'], coverage: 0.9 },
      outlier: { score: 1.2, unusableFrom: 1.5 },
    },
  });
});

const [top, second] = ranked.predictions;

it.each<[string, Partial<WrittenAnswer>, ModelManifest, RegExp]>([
  ['another verdict', { verdict: 'fine' }, manifest, /expected a verdict \(clear, .*\), got "fine"/],
  [
    'too few classes',
    { predictions: ranked.predictions.slice(1) },
    manifest,
    /each of the model’s 2 classes/,
  ],
  [
    'another class',
    { predictions: [...ranked.predictions, { class: 'NV', probability: 0, logit: 0 }] },
    manifest,
    /and of no other/,
  ],
  [
    'a logit that is no number',
    { predictions: [top, { ...second, logit: Number.NaN }] as WrittenAnswer['predictions'] },
    manifest,
    /a logit of each/,
  ],
  [
    'another temperature',
    {},
    { ...manifest, temperature: { ...manifest.temperature, value: 2.1 } },
    /not those of the model’s temperature, 2\.1/,
  ],
  [
    'a cell without its probability',
    { predictions: [top, { ...second, probability: Number.NaN }] as WrittenAnswer['predictions'] },
    manifest,
    /not those of the model’s temperature/,
  ],
  ['another set', { set: 'malignant benign' }, manifest, /its set of plausible classes is not/],
  ['another coverage', { coverage: 0.95 }, manifest, /its set of plausible classes is not/],
  ['no set', { set: '' }, manifest, /its set of plausible classes is not/],
  ['a set of a model without', { outlierScore: null }, unlimited, /its set of plausible classes is not/],
  ['another outlier limit', { unusableFrom: 1.6 }, manifest, /its outlier score is not/],
  ['no outlier score', { outlierScore: null }, manifest, /its outlier score is not/],
  ['an outlier score of a model without', { set: '' }, unlimited, /its outlier score is not/],
])('takes no answer with %s', (_what, changes, limits, message) => {
  expect(() => heldAnswer({ ...WRITTEN, ...changes }, { manifest: limits, model })).toThrow(message);
});
