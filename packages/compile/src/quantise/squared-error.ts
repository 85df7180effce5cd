import type { ValueCounts } from './value-histogram.js';
import type { ValueRange } from './value-ranges.js';

/** Steps between the 256 values of 8 bits. */
const STEPS = 255;

/**
 * The squared error of a value at 8 bits, on average: of rounding it to the next step, or of cutting it off. Zero is always one
 * of the steps, and costs nothing.
 */
export function squaredError({ bins, width, zeros }: ValueCounts, [low, high]: ValueRange): number {
  const half = bins.length / 2;
  // As the compiler has it: the range includes 0, which padding and cut-off values are.
  const from = Math.min(0, low);
  const to = Math.max(0, high);
  const step = (to - from) / STEPS;
  const withinBin = width ** 2 / 12;
  // Values within wider bins lie anywhere between two steps.
  const isFine = width < step / 2;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < bins.length; i++) {
    const values = (bins[i] as number) - (i === half ? zeros : 0);
    if (values === 0) continue;
    const centre = (i + 0.5 - half) * width;
    const outside = Math.max(0, from - centre, centre - to);
    const rounding = isFine ? (centre - Math.round(centre / step) * step) ** 2 + withinBin : step ** 2 / 12;
    const error = outside > 0 ? outside ** 2 : rounding;
    sum += values * error;
    count += values;
  }
  return sum / Math.max(1, count + zeros);
}
