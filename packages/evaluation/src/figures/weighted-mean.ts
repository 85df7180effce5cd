import type { Weights } from './bootstrap.js';

/** @param values (n) */
export function weightedMean(values: ArrayLike<number>, weights: Weights): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += (weights[i] as number) * (values[i] as number);
    total += weights[i] as number;
  }
  return sum / total;
}
