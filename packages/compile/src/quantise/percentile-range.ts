import type { ValueCounts } from './value-histogram.js';
import type { ValueRange } from './value-ranges.js';

/**
 * The narrowest run of bins with at most half of the rest below it and at most half above, as onnxruntime's percentile
 * calibration cuts both ends: https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
 *
 * @param share of the values that it holds at least
 */
export function percentileRange({ bins, width, smallest, largest }: ValueCounts, share: number): ValueRange {
  const half = bins.length / 2;
  const mostOutside = ((1 - share) / 2) * total(bins);
  const first = firstAbove(bins, mostOutside);
  const last = bins.length - 1 - firstAbove(bins.toReversed(), mostOutside);
  return [Math.max(smallest, (first - half) * width), Math.min(largest, (last + 1 - half) * width)];
}

/** The first bin before whose end lie more values than these. */
function firstAbove(bins: Float64Array, values: number): number {
  let before = 0;
  return bins.findIndex((count) => {
    before += count;
    return before > values;
  });
}

function total(bins: Float64Array): number {
  return bins.reduce((sum, count) => sum + count, 0);
}
