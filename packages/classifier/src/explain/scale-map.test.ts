import { expect, it } from 'vitest';
import { scaleMap } from './scale-map.js';

it('has a largest value of 1 and keeps the others in proportion, to 6 decimals', () => {
  expect(scaleMap(Float32Array.of(0, 1, 3, 2))).toEqual([0, 0.333333, 1, 0.666667]);
});

it('leaves a map of zeros as it is', () => {
  expect(scaleMap(new Float32Array(3))).toEqual([0, 0, 0]);
});
