import { LABEL_SETS, unknownClass } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { LabelledAnswers } from '../answers.js';
import { worstMistakes } from './worst-mistakes.js';

/** Benign and malignant, by their logits; images 1 and 3 are malignant and called benign. */
const ANSWERS: LabelledAnswers = {
  classes: LABEL_SETS['benign-malignant'],
  logits: Float64Array.of(0, 9, 1, 0, 0, 1, 3, 0),
  labels: Int32Array.of(0, 1, 1, 1),
  groups: Int32Array.of(0, 1, 2, 3),
};

describe('worstMistakes', () => {
  it('gives malignant lesions with a benign name, the surest first', () => {
    const mistakes = worstMistakes(ANSWERS, { temperature: 1, most: 9 });
    expect(mistakes.map(({ image, label, answer }) => [image, label, answer])).toEqual([
      [3, 'malignant', 'benign'],
      [1, 'malignant', 'benign'],
    ]);
    const [{ probability = 0, malignantProbability = 0 } = {}] = mistakes;
    expect(probability).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    expect(malignantProbability).toBeCloseTo(1 - probability, 12);
  });

  it('orders by each image’s own temperature, and gives no more than asked for', () => {
    const options = { temperature: [1, 0.1, 1, 1], most: 1 };
    expect(worstMistakes(ANSWERS, options).map(({ image }) => image)).toEqual([1]);
  });

  it('gives every wrong answer where the classes do not say which are malignant', () => {
    const classes = [unknownClass(0), unknownClass(1)];
    const mistakes = worstMistakes({ ...ANSWERS, classes }, { temperature: 1, most: 9 });
    expect(mistakes.map(({ image }) => image)).toEqual([0, 3, 1]);
    expect(mistakes[0]?.malignantProbability).toBeNull();
  });
});
