import { describe, expect, it } from 'vitest';
import type { Embeddings } from '../../answers.js';
import { fitLogistic } from './logistic-regression.js';

const column = (...data: number[]): Embeddings => ({ data: Float32Array.from(data), length: 1 });

describe('the linear detector', () => {
  it('solves what can be solved by hand', () => {
    // Standardised, the classes lie at 1 and -1: by symmetry the bias is 0, and the weight solves 1 / (1 + exp(w)) = w / 10.
    const { weights, bias } = fitLogistic(column(7, 7), column(3, 3), { ridge: 0.1 });
    const weight = 2 * (weights[0] as number);
    expect(1 / (1 + Math.exp(weight))).toBeCloseTo(weight / 10, 9);
    expect((weights[0] as number) * 5 + bias).toBeCloseTo(0, 9);
  });

  it('counts both classes alike, however many images they have', () => {
    const few = fitLogistic(column(2, 4), column(-1, 1), { ridge: 1e-3 });
    expect(few.bias / -(few.weights[0] as number)).toBeCloseTo(1.5, 6);
    const many = fitLogistic(column(2, 4), column(-1, 1, -1, 1, -1, 1, -1, 1), { ridge: 1e-12 });
    expect(many.bias / -(many.weights[0] as number)).toBeCloseTo(1.5, 3);
  });

  it('gives no weight to a number that is the same for every image', () => {
    const positive = { data: Float32Array.from([9, 1, 9, 2]), length: 2 };
    const negative = { data: Float32Array.from([9, -1, 9, -2]), length: 2 };
    const { weights, bias } = fitLogistic(positive, negative, { ridge: 0.1 });
    expect(weights[0]).toBeCloseTo(0, 12);
    expect(weights[1]).toBeGreaterThan(0);
    expect(bias).toBeCloseTo(0, 9);
  });
});
