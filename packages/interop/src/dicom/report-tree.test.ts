import type { Attributes } from '@slc/dicom';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_ANSWERS, exampleSource } from '../../tests/example-answers.js';
import { reportTree } from './report-tree.js';

/** Each content item as a line: its type, what it is of, and its value. */
function linesOf(item: Attributes): readonly string[] {
  const [concept] = item.ConceptNameCodeSequence ?? [];
  const [code] = item.ConceptCodeSequence ?? [];
  const [measured] = item.MeasuredValueSequence ?? [];
  const value = code ? `${code.CodingSchemeDesignator} ${code.CodeValue}` : (measured?.NumericValue ?? '');
  const line = `${item.ValueType} ${concept?.CodeMeaning} ${value || (item.TextValue ?? '')}`.trim();
  return [line, ...(item.ContentSequence ?? []).flatMap(linesOf)];
}

async function reportOf(name: keyof typeof EXAMPLE_ANSWERS, modality = 'DMS'): Promise<readonly string[]> {
  const [classification, labels] = EXAMPLE_ANSWERS[name];
  const source = await exampleSource({ Modality: modality });
  return linesOf(reportTree({ classification, labels, source }));
}

const isEvaluation = (line: string) => /^CODE (Most probable|Member of|Abstention|Reason)/.test(line);

describe('the tree of a report', () => {
  it('has each class as the modifier of its probability, and a skin lesion as the only finding of the group', async () => {
    const lines = await reportOf('undecided');
    const findings = lines.filter((line) => line.startsWith('CODE Finding'));
    expect(findings).toEqual([
      'CODE Finding SCT 95324001',
      'CODE Finding 99SLC AKIEC',
      'CODE Finding SCT 254701007',
      'CODE Finding 99SLC BKL',
      'CODE Finding 99SLC DF',
      'CODE Finding SCT 93655004',
      'CODE Finding SCT 400010006',
      'CODE Finding 99SLC VASC',
    ]);
    expect(lines.filter((line) => line.startsWith('NUM Probability'))).toHaveLength(7);
  });

  it('names the algorithm, and with what it was run', async () => {
    const lines = await reportOf('of classes of a model’s own');
    const said = lines.filter((line) => /Algorithm/.test(line));
    expect(said).toEqual([
      'CODE Algorithm Family DCM 123110',
      'TEXT Algorithm Name example-model',
      'TEXT Algorithm Version rév. 1',
      'TEXT Algorithm Parameters T=2.77',
      'TEXT Algorithm Parameters precision=float32',
      `TEXT Algorithm Parameters sha256=${'0123456789abcdef'.repeat(4)}`,
      'TEXT Algorithm Parameters coverage=0.9',
      'TEXT Algorithm Parameters views=4',
      'TEXT Algorithm Parameters guessed: classes, scaling',
    ]);
  });

  it('has the top class, the prediction set and the verdict with its reasons as codes', async () => {
    const lines = await reportOf('undecided');
    expect(lines.filter(isEvaluation)).toEqual([
      'CODE Most probable class 99SLC AKIEC',
      'CODE Member of prediction set 99SLC AKIEC',
      'CODE Member of prediction set SCT 254701007',
      'CODE Abstention verdict 99SLC UNDECIDED',
      'CODE Reason of verdict 99SLC SEVERAL-CLASSES',
    ]);
  });

  it('names no class of an image that cannot be judged, and says why', async () => {
    const lines = await reportOf('unusable');
    expect(lines.filter(isEvaluation)).toEqual([
      'CODE Abstention verdict 99SLC UNUSABLE',
      'CODE Reason of verdict 99SLC SEVERAL-CLASSES',
      'CODE Reason of verdict 99SLC DARK',
    ]);
    expect(lines.filter((line) => line.startsWith('NUM'))).toHaveLength(7);
  });

  it('has no prediction set of a model without measured limits', async () => {
    const lines = await reportOf('without measured limits');
    expect(lines.filter(isEvaluation)).toEqual([
      'CODE Most probable class 99SLC AKIEC',
      'CODE Abstention verdict 99SLC CLEAR',
    ]);
    expect(lines.join('\n')).not.toMatch(/coverage|views/);
  });

  it('tells classes of a model’s own apart by codes of 16 characters, none of which means something else', async () => {
    const lines = await reportOf('of classes of a model’s own');
    const codes = lines.flatMap((line) => /^CODE Finding 99SLC (.*)$/.exec(line)?.[1] ?? []);
    expect(codes).toEqual([
      expect.stringMatching(/^a-class-?[0-9a-f]{8}$/),
      expect.stringMatching(/^a-class-?[0-9a-f]{8}$/),
      expect.stringMatching(/^VERDICT-[0-9a-f]{8}$/),
    ]);
    expect(new Set(codes).size).toBe(3);
  });

  it.each([
    ['DMS', 'DMS'],
    ['XC', 'XC'],
    ['ZZ', 'OT'],
  ])('says of an image of modality %s that it is %s', async (modality, code) => {
    expect(await reportOf('clear', modality)).toContain(`CODE Modality DCM ${code}`);
  });

  it('has the notice, and says whose date it bears', async () => {
    const comment = (await reportOf('clear')).find((line) => line.startsWith('TEXT Comment'));
    expect(comment).toMatch(/^TEXT Comment Research and education aid\. .* are those of the image\.$/);
  });
});
