import { describe, expect, it } from 'vitest';
import { wilson, wilsonOrNull } from './wilson.js';

describe('a proportion’s 95 % score interval', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i', (successes, trials, low, high) => {
    const estimate = wilson(successes, trials);
    expect(estimate.value).toBe(successes / trials);
    expect(estimate.low).toBeCloseTo(low, 4);
    expect(estimate.high).toBeCloseTo(high, 4);
  });

  it('ends exactly at 0 and 1', () => {
    expect(wilson(0, 7).low).toBe(0);
    expect(wilson(7, 7).high).toBe(1);
  });

  it('is not defined without trials', () => {
    expect(wilsonOrNull(0, 0)).toBeNull();
    expect(wilsonOrNull(1, 2)).toEqual(wilson(1, 2));
  });
});
