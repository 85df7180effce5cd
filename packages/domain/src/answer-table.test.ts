import { describe, expect, it } from 'vitest';
import { answerCells, answerColumns } from './answer-table.js';
import { type Classification, NOTICE } from './classification.js';
import { SlcError } from './errors.js';

const CLASSES = ['MEL', 'NV'];
const TIME = new Date('2026-11-30T10:20:30.456Z');

const answer: Classification = {
  topClass: 'NV',
  predictions: [
    { class: 'NV', probability: 0.75, logit: 1.5 },
    { class: 'MEL', probability: 0.25, logit: -0.5 },
  ],
  malignantProbability: 0.25,
  assessment: {
    verdict: 'undecided',
    reasons: ['several-classes'],
    predictionSet: { classes: ['NV', 'MEL'], coverage: 0.9 },
    outlier: { score: 0.61, unusableFrom: 1.7 },
    quality: [],
    views: null,
  },
  temperature: 1,
  model: { id: 'a-model', revision: 'r1', sha256: 'ab', standIn: false, precision: 'float32' },
  engine: 'onnx',
  image: { format: 'jpeg', width: 600, height: 450 },
  timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 },
  notice: NOTICE,
};

/** Each column with its cell. */
function rowOf(outcome: Classification | SlcError): Record<string, unknown> {
  const cells = answerCells({ image: ['a.jpg'], outcome, time: TIME }, CLASSES);
  const columns = answerColumns(CLASSES);
  expect(cells).toHaveLength(columns.length);
  return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
}

describe('a table of answers', () => {
  it('has the answer in these columns, its classes in the order that was asked for', () => {
    expect(Object.entries(rowOf(answer))).toEqual([
      ['file', 'a.jpg'],
      ['verdict', 'undecided'],
      ['top_class', 'NV'],
      ['malignant', 0.25],
      ['set', 'NV MEL'],
      ['outlier', 0.61],
      ['p_MEL', 0.25],
      ['p_NV', 0.75],
      ['z_MEL', -0.5],
      ['z_NV', 1.5],
      ['time', '2026-11-30T10:20:30.456Z'],
      ['model', 'a-model r1'],
      ['error', ''],
    ]);
  });

  it('leaves empty what a model has no limits for, or does not say', () => {
    const { malignantProbability: _, ...rest } = answer;
    const assessment = { ...answer.assessment, predictionSet: null, outlier: null };
    expect(rowOf({ ...rest, assessment })).toMatchObject({ malignant: '', set: '', outlier: '' });
  });

  it('says beside the model what was guessed of it', () => {
    const model = { ...answer.model, guessed: ['classes', 'scaling'] } as const;
    expect(rowOf({ ...answer, model })).toMatchObject({ model: 'a-model r1 (guessed: classes, scaling)' });
  });

  it('has the error alone where there is no answer', () => {
    const { file, error, ...others } = rowOf(new SlcError('invalid_image', 'cut short'));
    expect({ file, error }).toEqual({ file: 'a.jpg', error: 'invalid_image: cut short' });
    expect(new Set(Object.values(others))).toEqual(new Set(['']));
  });

  it('begins with what else a table says of an image', () => {
    const columns = answerColumns(CLASSES, ['file', 'label', 'group']);
    expect(columns.slice(0, 4)).toEqual(['file', 'label', 'group', 'verdict']);
    const cells = answerCells({ image: ['a.jpg', 'NV', ''], outcome: answer, time: TIME }, CLASSES);
    expect(cells).toHaveLength(columns.length);
  });

  it('has no text that a spreadsheet would take for a formula', () => {
    const image = ['=1+1.jpg', '-NV', '@patient'];
    const cells = answerCells({ image, outcome: answer, time: TIME }, CLASSES);
    expect(cells.slice(0, 3)).toEqual(["'=1+1.jpg", "'-NV", "'@patient"]);
    expect(cells).toContain(-0.5);
  });
});
