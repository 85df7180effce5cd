import { describe, expect, it } from 'vitest';
import { rank } from './classification.js';
import { LESION_CLASS_IDS } from './lesion-classes.js';

describe('rank', () => {
  it('orders the classes by probability and keeps each one’s logit', () => {
    const predictions = rank([0, 1, 2, 3, 6, 5, 4], LESION_CLASS_IDS, 1);
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
    const predictions = rank(new Float32Array(7), LESION_CLASS_IDS, 2);
    expect(predictions.map((prediction) => prediction.class)).toEqual([...LESION_CLASS_IDS]);
  });

  it('refuses another number of logits than classes', () => {
    expect(() => rank([1, 2, 3], LESION_CLASS_IDS, 1)).toThrow(/expected 7, one for each class, got 3/);
  });
});
