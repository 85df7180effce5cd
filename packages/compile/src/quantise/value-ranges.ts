import { entropyRange } from './entropy-range.js';
import { percentileRange } from './percentile-range.js';
import { squaredError } from './squared-error.js';
import type { ValueCounts } from './value-histogram.js';

/** The least and the largest value that 8 bits are made for; others are cut off there. */
export type ValueRange = readonly [low: number, high: number];

/** Ways to choose a layer's range. */
export const RANGE_METHODS = {
  'all values': ({ smallest, largest }: ValueCounts): ValueRange => [smallest, largest],
  'percentile 99.999': (counts: ValueCounts) => percentileRange(counts, 0.999_99),
  'percentile 99.99': (counts: ValueCounts) => percentileRange(counts, 0.999_9),
  entropy: entropyRange,
} as const satisfies Readonly<Record<string, (counts: ValueCounts) => ValueRange>>;

export type RangeMethod = keyof typeof RANGE_METHODS;

/** The range with the smallest expected squared error of a value, of those that each way gives. */
export function leastErrorRange(counts: ValueCounts, candidates: readonly ValueRange[]): ValueRange {
  const [first = [counts.smallest, counts.largest], ...others] = candidates;
  let best = { range: first, error: squaredError(counts, first) };
  for (const range of others) {
    const error = squaredError(counts, range);
    if (error < best.error) best = { range, error };
  }
  return best.range;
}
