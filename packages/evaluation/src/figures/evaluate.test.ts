import { LABEL_SETS, unknownClass } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { LabelledAnswers } from '../answers.js';
import { evaluate } from './evaluate.js';

const ANSWERS: LabelledAnswers = {
  classes: LABEL_SETS['benign-malignant'],
  logits: Float64Array.of(2, 0, 1, 0, 0, 3, 0, 1),
  labels: Int32Array.of(0, 1, 1, 1),
  groups: Int32Array.of(0, 1, 1, 2),
};
const OPTIONS = { temperature: 2, draws: 50 };

describe('evaluate', () => {
  it('measures before and after the temperature', () => {
    const figures = evaluate(ANSWERS, OPTIONS);
    const untempered = evaluate(ANSWERS, { ...OPTIONS, temperature: 1 });
    expect(figures).toMatchObject({ images: 4, groups: 3, temperature: 2 });
    expect(figures.nll.before).toEqual(untempered.nll.after);
    expect(figures.nll.before.value).not.toBe(figures.nll.after.value);
    expect(figures.accuracy.value).toBe(0.75);
  });

  it('has no malignant figures where the classes do not say what they are', () => {
    const classes = [unknownClass(0), unknownClass(1)];
    expect(evaluate({ ...ANSWERS, classes }, OPTIONS).malignant).toBeNull();
  });

  it('computes predictive values for a prevalence', () => {
    const { malignant } = evaluate(ANSWERS, { ...OPTIONS, prevalence: 0.01 });
    // Two of three malignant images lie above the benign one's sum, and no benign one does.
    expect(malignant?.operatingPoints[0]).toMatchObject({
      figure: 'specificity',
      atLeast: 0.8,
      sensitivity: { value: 1 },
      specificity: { value: 1 },
      positivePredictiveValue: { value: 1 },
    });
    expect(malignant?.prevalence).toBe(0.01);
  });

  it.each([
    ['no images', { logits: new Float64Array(), labels: new Int32Array(), groups: new Int32Array() }, /one/],
    ['too few logits', { logits: new Float64Array(7) }, /logits: expected 8 values, got 7/],
    ['too few groups', { groups: new Int32Array(3) }, /groups: expected 4 values, got 3/],
    ['a label without a class', { labels: Int32Array.of(0, 1, 2, 1) }, /label 2: expected 0 to 1, got 2/],
    ['a logit that is NaN', { logits: Float64Array.of(2, 0, 1, 0, Number.NaN, 3, 0, 1) }, /logit 0/],
  ])('refuses %s', (_, fault, message) => {
    expect(() => evaluate({ ...ANSWERS, ...fault }, OPTIONS)).toThrow(message);
  });

  it('takes a temperature of its own for each image', () => {
    const figures = evaluate(ANSWERS, { ...OPTIONS, imageTemperatures: [1, 2, 2, 1] });
    const losses = [-2, -0.5, -1.5, -1].map((margin, i) =>
      Math.log(1 + Math.exp(i === 1 ? -margin : margin)),
    );
    expect(figures.nll.after.value).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 4, 12);
    expect(figures.nll.before).toEqual(evaluate(ANSWERS, OPTIONS).nll.before);
  });

  it('refuses verdicts, sets and temperatures of other images', () => {
    const refusal = /: expected \d values, got \d/;
    const sets = { coverage: 0.9, members: new Uint8Array(7) };
    expect(() => evaluate(ANSWERS, { ...OPTIONS, verdicts: ['clear'] })).toThrow(refusal);
    expect(() => evaluate(ANSWERS, { ...OPTIONS, predictionSets: sets })).toThrow(refusal);
    expect(() => evaluate(ANSWERS, { ...OPTIONS, imageTemperatures: [1] })).toThrow(refusal);
  });
});
