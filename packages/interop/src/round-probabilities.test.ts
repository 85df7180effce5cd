import { describe, expect, it } from 'vitest';
import { roundProbabilities, roundProbability } from './round-probabilities.js';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('rounded probabilities', () => {
  it.each([
    ['seven equal ones', new Array<number>(7).fill(1 / 7)],
    ['a thousand equal ones', new Array<number>(1_000).fill(1 / 1_000)],
    ['a thousand of half a millionth and one of the rest', [0.9995, ...new Array<number>(1_000).fill(5e-7)]],
    ['one certain class', [1, 0, 0]],
    ['a sum a little above one', [0.5000004, 0.5000004]],
    ['thirds', [1 / 3, 1 / 3, 1 / 3]],
  ])('of %s sum to one, and each is within a millionth of its own', (_, probabilities) => {
    const rounded = roundProbabilities(probabilities);
    expect(Math.abs(sum(rounded) - 1)).toBeLessThan(1e-6);
    for (const [index, value] of rounded.entries()) {
      expect(Math.abs(value - (probabilities[index] ?? Number.NaN))).toBeLessThan(1.000_001e-6);
      expect(String(value)).toMatch(/^(0|1|0\.\d{1,6})$/);
    }
  });

  it('are written without an exponent', () => {
    expect(roundProbabilities([1e-9, 1 - 1e-9])).toEqual([0, 1]);
    expect([roundProbability(1e-7), roundProbability(2 / 3)]).toEqual([0, 0.666667]);
  });
});
