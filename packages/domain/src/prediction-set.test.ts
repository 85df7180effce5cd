import { describe, expect, it } from 'vitest';
import { predictionSet } from './prediction-set.js';

describe('a prediction set', () => {
  const limits = { coverage: 0.9, threshold: 0.7, classThresholds: { a: 0.5, c: 0.95 } };
  const ids = ['a', 'b', 'c', 'd'];

  it('holds a class up to the larger of its two thresholds', () => {
    expect(predictionSet([0.31, 0.35, 0.06, 0.28], ids, limits)).toEqual([true, true, true, false]);
  });

  it('holds a class whose score is the threshold', () => {
    const half = { ...limits, threshold: 0.5 };
    expect(predictionSet([0.5, 0.5, 0, 0], ids, half)).toEqual([true, true, false, false]);
  });

  it('always holds the top class', () => {
    const none = { coverage: 0.5, threshold: 0.1, classThresholds: {} };
    expect(predictionSet([0.2, 0.3, 0.3, 0.2], ids, none)).toEqual([false, true, false, false]);
  });
});
