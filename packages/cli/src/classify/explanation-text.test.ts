import type { Explanation } from '@slc/domain';
import { expect, it } from 'vitest';
import { explanationText } from './explanation-text.js';

const EXPLANATION: Explanation = {
  method: 'grad-cam',
  class: 'MEL',
  height: 2,
  width: 2,
  values: [0.6, 0, 1, 0.2],
  check: { drop: 0.31, randomDrop: -0.06, holds: true },
};

it.each<[string, Partial<Explanation>, string]>([
  [
    'says where a map is strongest, and how it was checked',
    {},
    'grad-cam: strongest in the lower left, 50 % of the picture is above half of it; without its strongest fifth the probability falls by 31.0 points, without other fifths it rises by 6.0 points',
  ],
  [
    'does not point at anything where the check fails',
    { check: { drop: 0.01, randomDrop: -0.0004, holds: false } },
    'grad-cam: the map does not show what the answer rests on: without its strongest fifth the probability falls by 1.0 points, without other fifths it stays',
  ],
  [
    'says that a map of zeros shows nothing',
    { values: [0, 0, 0, 0] },
    'grad-cam: the map of MEL shows nothing',
  ],
])('%s', (_, changes, text) => {
  expect(explanationText({ ...EXPLANATION, ...changes })).toBe(text);
});
