import { describe, expect, it } from 'vitest';
import { eachImageOnce } from './bootstrap.js';
import { Ranking } from './ranking.js';
import { operatingPoint, rocAuc, rocCurve } from './roc.js';

// Positive at .9, .8, .6 and .2; negative at .7, .6, .5, .4 and .1.
const SCORES = Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.6, 0.5, 0.4, 0.2, 0.1);
const POSITIVE = [1, 1, 0, 1, 0, 0, 0, 1, 0];
const ranking = new Ranking(SCORES, POSITIVE);
const steps = ranking.tally(eachImageOnce(SCORES.length));

it('counts a tie between a positive and a negative image as half', () => {
  // Negative images below each positive one: 5, 5, 3 and a tie, 1.
  expect(rocAuc(steps)).toBe((5 + 5 + 3.5 + 1) / 20);
});

it('draws the curve with one point for tied images, and none within a straight line', () => {
  expect(rocCurve(steps, ranking.thresholds)).toEqual([
    { threshold: null, sensitivity: 0, specificity: 1 },
    { threshold: 0.8, sensitivity: 0.5, specificity: 1 },
    { threshold: 0.7, sensitivity: 0.5, specificity: 0.8 },
    { threshold: 0.6, sensitivity: 0.75, specificity: 0.6 },
    { threshold: 0.4, sensitivity: 0.75, specificity: 0.2 },
    { threshold: 0.2, sensitivity: 1, specificity: 0.2 },
    { threshold: 0.1, sensitivity: 1, specificity: 0 },
  ]);
});

describe('the operating point', () => {
  it.each([
    ['specificity', 0.8, { threshold: 0.8, sensitivity: 0.5, specificity: 1 }],
    ['specificity', 0.6, { threshold: 0.6, sensitivity: 0.75, specificity: 0.6 }],
    ['sensitivity', 0.5, { threshold: 0.8, sensitivity: 0.5, specificity: 1 }],
    ['sensitivity', 0.8, { threshold: 0.2, sensitivity: 1, specificity: 0.2 }],
  ] as const)('keeps a %s of %f, and most of the other figure', (figure, atLeast, expected) => {
    expect(operatingPoint(steps, ranking.thresholds, { figure, atLeast })).toEqual(expected);
  });

  it('calls no image positive where the highest score is a negative one', () => {
    const reversed = new Ranking(Float64Array.of(0.9, 0.1), [0, 1]);
    expect(
      operatingPoint(reversed.tally(eachImageOnce(2)), reversed.thresholds, {
        figure: 'specificity',
        atLeast: 0.95,
      }),
    ).toEqual({ threshold: null, sensitivity: 0, specificity: 1 });
  });

  it('is not defined without negative images', () => {
    const onlyPositive = new Ranking(Float64Array.of(0.9, 0.1), [1, 1]);
    const all = onlyPositive.tally(eachImageOnce(2));
    expect(operatingPoint(all, onlyPositive.thresholds, { figure: 'sensitivity', atLeast: 0.9 })).toBeNull();
    expect(rocCurve(all, onlyPositive.thresholds)).toBeNull();
  });
});
