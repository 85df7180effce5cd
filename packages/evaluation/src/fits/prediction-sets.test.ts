import { describe, expect, it } from 'vitest';
import { labelledAnswers, REFERENCES, referenceAnswers } from '../../tests/fit-references.js';
import { conformalLimit } from './conformal-limit.js';
import { imagesPerClass } from './images-per-class.js';
import { fewestForThreshold, fitPredictionSets } from './prediction-sets.js';

describe('the thresholds of prediction sets', () => {
  it.each(Object.entries(REFERENCES.answers))('are numpy’s for %s', (_, reference) => {
    const answers = referenceAnswers(reference);
    const counts = imagesPerClass(answers);
    for (const { coverage, pooled, perClass } of reference.thresholds) {
      const fewest = fewestForThreshold(coverage);
      const frequent = answers.classes.filter((_, index) => (counts[index] ?? 0) >= fewest);
      const ownThresholds = new Set(frequent.map(({ id }) => id));
      const { temperature } = reference;
      const fitted = fitPredictionSets(answers, { temperature, coverage, ownThresholds });
      expect(fitted.threshold).toBeCloseTo(pooled, 12);
      expect(Object.keys(fitted.classThresholds)).toEqual([...ownThresholds]);
      for (const [index, { id }] of answers.classes.entries()) {
        if (ownThresholds.has(id))
          expect(fitted.classThresholds[id]).toBeCloseTo(perClass[index] ?? Number.NaN, 12);
      }
    }
  });

  it('let every class in where too few images bound nothing', () => {
    const answers = labelledAnswers(2, Float64Array.from([1, 0, 1, 0]), [0, 1]);
    const options = { temperature: 1, coverage: 0.9, ownThresholds: new Set(['c1']) };
    expect(fitPredictionSets(answers, options)).toEqual({
      coverage: 0.9,
      threshold: 1,
      classThresholds: { c1: 1 },
    });
  });

  it.each([
    [0.5, 20],
    [0.9, 20],
    [0.95, 20],
    [0.96, 24],
    [0.97, 33],
    [0.99, 99],
    [0.995, 199],
  ])('for a coverage of %d need %d images of a class', (coverage, fewest) => {
    expect(fewestForThreshold(coverage)).toBe(fewest);
    const scores = (count: number) => Float64Array.from({ length: count }, (_, i) => i);
    expect(conformalLimit(scores(fewest), coverage)).toBeLessThan(fewest);
    if (fewest > 20) expect(conformalLimit(scores(fewest - 1), coverage)).toBe(Number.POSITIVE_INFINITY);
  });
});
