import { axesOf, type Resize } from '../resizing.js';
import type { AxisWeights, WeighAxis } from './axis-weights.js';
import { loadKernel } from './resample-kernel.js';
import { resampleScalar } from './resample-scalar.js';
import { createSimdResampler } from './resample-simd.js';
import type { WeightedRegion } from './weighted-region.js';

/**
 * Makes a function that resizes by two passes with the weights of each axis, each rounded to bytes: along the rows, then along
 * the columns; the other way round where the height loses more than twice as many pixels as the width (`ImagingResampleInner`
 * of Pillow 13; up to Pillow 12 the rows always came first). The kernel does it where the processor has its instructions
 * and the region is not extremely long.
 */
export function createResampler(weigh: WeighAxis): Resize {
  return (image, resizing) => {
    const { from, to } = resizing;
    const { horizontal, vertical } = axesOf(resizing);
    const region = neededRows({
      region: from,
      horizontal: weigh(horizontal),
      vertical: weigh(vertical),
      columnsFirst: from.height > to.height && from.height - to.height > 2 * (from.width - to.width),
    });
    const isOrdinary = Math.max(from.width, from.height) <= LONGEST_ORDINARY_SIDE;
    return resampleSimd && isOrdinary ? resampleSimd(image, region) : resampleScalar(image, region);
  };
}

/** Without the rows of which no wanted pixel is made. */
function neededRows(whole: WeightedRegion): WeightedRegion {
  const { starts, counts } = whole.vertical;
  const first = starts[0] ?? 0;
  const end = (starts.at(-1) ?? 0) + (counts.at(-1) ?? 0);
  const region = { ...whole.region, top: whole.region.top + first, height: end - first };
  const vertical: AxisWeights = { ...whole.vertical, starts: starts.map((start) => start - first) };
  return { ...whole, region, vertical };
}

/** The kernel's memory never shrinks, and grows with the sides. */
const LONGEST_ORDINARY_SIDE = 32_768;

/** Undefined on a processor without 128-bit instructions. */
const kernel = loadKernel();
const resampleSimd = kernel && createSimdResampler(kernel);
