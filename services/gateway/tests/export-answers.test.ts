import { answerCells, answerColumns, type Classification } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { Result } from '../client/classify-image.js';
import { toCsv, toJson } from '../client/export-answers.js';
import { ANSWER, CLEAR } from './running-gateway.js';

const TIME = '2026-11-30T10:20:30.456Z';
const CLASSES = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'];

const classification: Classification = {
  ...ANSWER.classification,
  topClass: 'NV',
  predictions: [
    { class: 'NV', probability: 0.875, logit: 2 },
    { class: 'MEL', probability: 0.125, logit: 0.25 },
    ...['AKIEC', 'BCC', 'BKL', 'DF', 'VASC'].map((id) => ({ class: id, probability: 0, logit: -9 })),
  ],
  malignantProbability: 0.125,
  assessment: {
    ...CLEAR,
    predictionSet: { classes: ['NV', 'MEL'], coverage: 0.9 },
    outlier: { score: -0.5, unusableFrom: 1.7 },
  },
};
const result = {
  classification,
  className: '',
  probability: '',
  malignant: '',
  time: TIME,
  classIds: CLASSES,
};
// The page itself is not exported.
const done = (name: string, changes: Partial<Classification> = {}, classIds = CLASSES) => {
  const changed = { ...result, classIds, classification: { ...classification, ...changes } };
  return { name, isDrawing: false, state: { kind: 'done' as const, result: changed as unknown as Result } };
};
const failed = {
  name: 'b.txt',
  isDrawing: false,
  state: {
    kind: 'failed' as const,
    code: 'invalid_image' as const,
    title: 'No se puede leer',
    advice: '',
    detail: 'image: cut short',
  },
};

describe('the export of several answers', () => {
  it('is a table with the columns and cells of the command line’s', () => {
    const row = { image: ['a.jpg'], outcome: classification, time: new Date(TIME) };
    const [head, line] = toCsv([done('a.jpg')]).split('\r\n');
    expect(head?.split(',')).toEqual(answerColumns(CLASSES));
    expect(line?.split(',')).toEqual(answerCells(row, CLASSES).map(String));
  });

  it('says beside the model what was guessed of it, as the command line’s does', () => {
    const guessed = { ...classification, model: { ...classification.model, guessed: ['classes'] } } as const;
    const row = { image: ['a.jpg'], outcome: guessed, time: new Date(TIME) };
    const [, line] = toCsv([done('a.jpg', guessed)]).split('\r\n');
    expect(line?.split(',')).toEqual(answerCells(row, CLASSES).map(String));
  });

  it('has a line for each image that is done or has failed', () => {
    const waiting = { name: 'c.jpg', isDrawing: false, state: { kind: 'ready' as const } };
    const lines = toCsv([done('a.jpg'), failed, waiting]).split('\r\n');
    expect(lines).toEqual([
      expect.stringMatching(/^file,/),
      'a.jpg,clear,NV,0.125,NV MEL,-0.5,0,0,0,0,0.125,0.875,0,-9,-9,-9,-9,0.25,2,-9,2026-11-30T10:20:30.456Z,a-model r1,',
      `b.txt${','.repeat(22)}invalid_image: image: cut short`,
      '',
    ]);
  });

  it('leaves empty what the model does not say', () => {
    const { malignantProbability: _, ...rest } = classification;
    const unmeasured = { ...result, classification: { ...rest, assessment: CLEAR } };
    const image = {
      name: 'a.jpg',
      isDrawing: false,
      state: { kind: 'done' as const, result: unmeasured as unknown as Result },
    };
    expect(toCsv([image])).toMatch(/^a\.jpg,clear,NV,,,,0,/m);
  });

  it.each([
    ['a "good", name.jpg', '"a ""good"", name.jpg"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1.jpg', "'+1.jpg"],
    ['@sum.jpg', "'@sum.jpg"],
  ])('writes the name %s so that no spreadsheet runs or splits it', (name, cell) => {
    expect(toCsv([done(name)]).split('\r\n')[1]).toMatch(new RegExp(`^${escaped(cell)},clear,NV,`));
  });

  it('has columns for each class of any answer, in the order of the manifests', () => {
    const predictions = ['c10', 'BCC', 'c0'].map((id) => ({ class: id, probability: 0.25, logit: 1 }));
    const image = done('b.jpg', { topClass: 'c10', predictions }, ['c10', 'c0', 'BCC']);
    const [head, first, second] = toCsv([done('a.jpg'), image]).split('\r\n');
    expect(head).toContain(',outlier,p_AKIEC,p_BCC,p_BKL,p_DF,p_MEL,p_NV,p_VASC,p_c10,p_c0,z_AKIEC,');
    expect(first).toMatch(/^a\.jpg,clear,NV,0\.125,NV MEL,-0\.5,0,0,0,0,0\.125,0\.875,0,,,-9,/);
    expect(second).toMatch(/^b\.jpg,clear,c10,0\.125,NV MEL,-0\.5,,0\.25,,,,,,0\.25,0\.25,,1,,,,,,1,1,/);
  });

  it('says of an example that it is a drawing', () => {
    const drawing = { ...done('drawn-1.jpg'), isDrawing: true };
    expect(toCsv([drawing])).toMatch(/^"drawn-1\.jpg \(drawing, not a patient\)",clear,/m);
    expect(JSON.parse(toJson([drawing]))[0].file).toBe('drawn-1.jpg (drawing, not a patient)');
  });

  it('is JSON with the whole answer, or the error, of each', () => {
    expect(JSON.parse(toJson([done('a.jpg'), failed]))).toEqual([
      { file: 'a.jpg', ...classification },
      { file: 'b.txt', error: { code: 'invalid_image', message: 'image: cut short' } },
    ]);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
