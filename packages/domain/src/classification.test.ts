import { describe, expect, it } from 'vitest';
import { rank } from './classification.js';
import { LABEL_SETS, unknownClass } from './label-sets.js';

describe('rank', () => {
  it('orders the classes by probability and keeps each one’s logit', () => {
    const { predictions } = rank([0, 1, 2, 3, 6, 5, 4], LABEL_SETS.ham10000, 1);
    expect(predictions.map((prediction) => prediction.class)).toEqual([
      'MEL',
      'NV',
      'VASC',
      'DF',
      'BKL',
      'BCC',
      'AKIEC',
    ]);
    expect(predictions.map((prediction) => prediction.logit)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  });

  it('keeps the labels’ order among equals', () => {
    const { predictions } = rank(new Float32Array(7), LABEL_SETS.ham10000, 2);
    expect(predictions.map((prediction) => prediction.class)).toEqual(
      LABEL_SETS.ham10000.map(({ id }) => id),
    );
  });

  it('refuses another number of logits than classes', () => {
    expect(() => rank([1, 2, 3], LABEL_SETS.ham10000, 1)).toThrow(/expected 7, one for each class, got 3/);
  });

  it('sums the malignant and pre-malignant classes, where every class says what it is', () => {
    const { topClass, malignantProbability } = rank([0, 1, 2, 3, 6, 5, 4], LABEL_SETS.ham10000, 1);
    const sum = [0, 1, 6].reduce((total, logit) => total + Math.exp(logit), 0);
    const all = [0, 1, 2, 3, 4, 5, 6].reduce((total, logit) => total + Math.exp(logit), 0);
    expect(topClass).toBe('MEL');
    expect(malignantProbability).toBeCloseTo(sum / all, 12);
    expect(rank([1, 2, 3], [...LABEL_SETS['benign-malignant'], unknownClass(2)], 1)).not.toHaveProperty(
      'malignantProbability',
    );
  });
});
