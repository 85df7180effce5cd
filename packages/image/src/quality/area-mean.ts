import { type AxisWeights, WEIGHT_BITS } from '../pillow/axis-weights.js';
import { createResampler } from '../pillow/create-resampler.js';
import type { ResizedAxis } from '../resizing.js';

/**
 * Brings a region to a size in which each pixel is the mean of the part of the region that it covers; the ends of that
 * part count by the share of a source pixel that lies in it. Two passes, each rounded to bytes. (OpenCV's
 * INTER_AREA for reductions is rounded once; Pillow's BOX counts whole source pixels only.)
 */
export const areaMean = createResampler(areaWeights);

function areaWeights({ sourceSize, targetSize, first, count: targets }: ResizedAxis): AxisWeights {
  const scale = sourceSize / targetSize;
  const stride = Math.ceil(scale) + 1;
  const starts = new Int32Array(targets);
  const counts = new Int32Array(targets);
  const weights = new Int32Array(targets * stride);
  for (let target = 0; target < targets; target++) {
    const from = (first + target) * scale;
    const to = from + scale;
    const start = Math.floor(from);
    const count = Math.min(Math.ceil(to), sourceSize) - start;
    for (let k = 0; k < count; k++) {
      const overlap = Math.min(start + k + 1, to) - Math.max(start + k, from);
      weights[target * stride + k] = Math.round((overlap / scale) * (1 << WEIGHT_BITS));
    }
    starts[target] = start;
    counts[target] = count;
  }
  return { starts, counts, weights, stride };
}
