import type { ValueCounts } from './value-histogram.js';
import { leastErrorRange, RANGE_METHODS, type RangeMethod, type ValueRange } from './value-ranges.js';

/** Each value's range by its name. */
export type Ranges = Readonly<Record<string, ValueRange>>;

export interface ChosenRanges {
  readonly ranges: Ranges;
  readonly method: string;
  /** The divergence that was measured for each way. */
  readonly divergences: Readonly<Record<string, number>>;
}

/**
 * Every value's range in each of the ways, and in one that takes for each value the way with the least squared error; of these,
 * the one with which the network's answers stay closest to float32's.
 *
 * @param measure the divergence of the answers at int8 with these ranges
 */
export async function chooseRanges(
  counts: ReadonlyMap<string, ValueCounts>,
  measure: (ranges: Ranges, method: string) => Promise<number>,
): Promise<ChosenRanges> {
  const byMethod = Object.keys(RANGE_METHODS).map((name) => {
    const method = RANGE_METHODS[name as RangeMethod];
    return { name, ranges: rangesBy(counts, (own) => method(own)) };
  });
  const mixed = rangesBy(counts, (own, value) =>
    // Safe: each way has a range for each value.
    leastErrorRange(
      own,
      byMethod.map(({ ranges }) => ranges[value] as ValueRange),
    ),
  );
  const candidates = [...byMethod, { name: 'least squared error', ranges: mixed }];
  const divergences: Record<string, number> = {};
  let best = { name: '', ranges: mixed, divergence: Number.POSITIVE_INFINITY };
  for (const { name, ranges } of candidates) {
    const divergence = await measure(ranges, name);
    divergences[name] = divergence;
    if (divergence < best.divergence) best = { name, ranges, divergence };
  }
  return { ranges: best.ranges, method: best.name, divergences };
}

/** How many ways are measured. */
export const RANGE_CANDIDATES = Object.keys(RANGE_METHODS).length + 1;

function rangesBy(
  counts: ReadonlyMap<string, ValueCounts>,
  rangeOf: (counts: ValueCounts, value: string) => ValueRange,
): Ranges {
  return Object.fromEntries(
    [...counts].map(([value, own]) => {
      const [low, high] = rangeOf(own, value);
      return [value, [asStored(low), asStored(high)]];
    }),
  );
}

/** Six digits are what manifests have: 8 bits tell no more than 256 values apart. */
function asStored(value: number): number {
  return Number(value.toPrecision(6));
}
