import { expect, it } from 'vitest';
import { decimalText, fromMillionths, toMillionth, toMillionths } from './millionths.js';

it.each([
  ['seven classes', [0.521_234_5, 0.2, 0.1, 0.099_999_5, 0.05, 0.02, 0.008_766]],
  ['thirds', [1 / 3, 1 / 3, 1 / 3]],
  ['a thousand classes', Array.from({ length: 1_000 }, () => 1 / 1_000 + 1e-17)],
  ['classes that all but vanish', [1 - 3e-9, 1e-9, 1e-9, 1e-9]],
])('rounds the probabilities of %s so that they still sum to 1', (_, probabilities) => {
  const rounded = toMillionths(probabilities);
  expect(rounded.reduce((sum, value) => sum + value, 0)).toBe(1_000_000);
  for (const [i, value] of rounded.entries()) {
    expect(Math.abs(value / 1e6 - (probabilities[i] ?? 0))).toBeLessThan(1e-6);
  }
});

it('writes no exponent', () => {
  expect(decimalText(1)).toBe('0.000001');
  expect(decimalText(1_000_000)).toBe('1.000000');
  expect(JSON.stringify([fromMillionths(1), fromMillionths(toMillionth(2 / 3))])).toBe('[0.000001,0.666667]');
});
