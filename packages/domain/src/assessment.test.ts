import { expect, it } from 'vitest';
import { boundOf, isWithinLimit, type QualityFigure, reasonsToTell } from './assessment.js';

it.each<[QualityFigure, 'least' | 'most', boolean]>([
  [{ code: 'sharpness', value: 0.1, limit: 0.02 }, 'least', true],
  [{ code: 'clipped', value: 0.3, limit: 0.25 }, 'most', false],
  [{ code: 'brightness', value: 20, limit: 27 }, 'least', false],
  [{ code: 'brightness', value: 40, limit: 27 }, 'least', true],
  [{ code: 'brightness', value: 200, limit: 235 }, 'most', true],
  [{ code: 'brightness', value: 240, limit: 235 }, 'most', false],
])('knows on which side of its limit a figure should be: %o', (figure, bound, isWithin) => {
  expect([boundOf(figure), isWithinLimit(figure)]).toEqual([bound, isWithin]);
});

it('tells what is wrong with a picture first, and of an unusable one nothing else', () => {
  const reasons = ['several-classes', 'views-disagree', 'unlike-training', 'blurred'] as const;
  const outlier = { score: 1.6, unusableFrom: 1.5 };
  const faults = ['unlike-training', 'blurred'];
  expect(reasonsToTell({ verdict: 'unusable', reasons, outlier })).toEqual({ faults, others: [] });
  expect(reasonsToTell({ verdict: 'undecided', reasons, outlier })).toEqual({
    faults,
    others: ['several-classes', 'views-disagree'],
  });
});

it('tells what makes a picture unusable before an outlier score that alone would not', () => {
  const reasons = ['unlike-training', 'blurred', 'small'] as const;
  const outlier = { score: 1.3, unusableFrom: 1.5 };
  expect(reasonsToTell({ verdict: 'unusable', reasons, outlier }).faults).toEqual([
    'blurred',
    'small',
    'unlike-training',
  ]);
});
