import { expect, it } from 'vitest';
import { mcnemarExact } from './mcnemar.js';

// scipy 1.17.1: binomtest(first, first + second, .5).pvalue
it.each([
  [0, 0, 1],
  [3, 3, 1],
  [0, 5, 0.0625],
  [10, 25, 0.016673847800120715],
  [400, 600, 2.728464156065947e-10],
  [1_000, 9_000, 0],
])('of %d and %d discordant answers has scipy’s probability', (onlyFirst, onlySecond, expected) => {
  const error = Math.abs(mcnemarExact(onlyFirst, onlySecond) - expected);
  expect(error).toBeLessThanOrEqual(1e-10 * expected);
});
