import { describe, expect, it } from 'vitest';
import { calibrate } from './calibration.js';

describe('calibrate', () => {
  it('is softmax(logits / T), as computed by hand', () => {
    // exp(1), exp(0), exp(-1) over their sum 2.7182818 + 1 + 0.3678794 = 4.0861612
    const probabilities = calibrate([2.77, 0, -2.77], 2.77);
    expect(probabilities[0]).toBeCloseTo(0.6652409558, 9);
    expect(probabilities[1]).toBeCloseTo(0.2447284711, 9);
    expect(probabilities[2]).toBeCloseTo(0.0900305732, 9);
  });

  it('does not cap a certain answer at 19.30 %, as a softmax of a softmax at T = 2.77 would', () => {
    const logits = [20, 0, 0, 0, 0, 0, 0];
    const twice = calibrate(calibrate(logits, 1), 2.77);
    expect(twice[0]).toBeCloseTo(0.193, 3);
    expect(calibrate(logits, 2.77)[0]).toBeGreaterThan(0.99);
  });

  it('does not overflow on large logits, and sums to 1', () => {
    const probabilities = calibrate([1e4, 1e4, -1e4], 0.5);
    expect(probabilities).toEqual([0.5, 0.5, 0]);
  });

  it.each([
    ['NaN', [Number.NaN, 1]],
    ['infinity', [Number.POSITIVE_INFINITY, 1]],
  ])('refuses a logit that is %s', (_, logits) => {
    expect(() => calibrate(logits, 1)).toThrow(
      expect.objectContaining({
        code: 'invalid_model',
        message: `logit 0: expected a finite number from the model, it gives ${logits[0]} for this image`,
      }),
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a temperature of %s', (temperature) => {
    expect(() => calibrate([1, 2], temperature)).toThrow(/temperature: expected a finite number above 0/);
  });
});
