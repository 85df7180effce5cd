import type { Pixels, Size } from '../pixels.js';
import { cut, type Region } from '../region.js';
import type { WeighAxis } from './axis-weights.js';
import { loadKernel } from './resample-kernel.js';
import { resampleScalar } from './resample-scalar.js';
import { createSimdResampler } from './resample-simd.js';

/**
 * Makes a function that brings a region of an image to a size: two passes with the weights of each axis, each rounded
 * to bytes. The kernel does it where the processor has its instructions and the region is not extremely long.
 */
export function createResampler(weigh: WeighAxis): (image: Pixels, size: Size, region: Region) => Pixels {
  const resampleSimd = kernel && createSimdResampler(kernel, weigh);
  return (image, size, region) => {
    const isOrdinary =
      Math.max(region.width, region.height) <= LONGEST_ORDINARY_SIDE && region.height <= region.width * 100;
    return resampleSimd && isOrdinary
      ? resampleSimd(image, size, region)
      : resampleScalar(cut(image, region), size, weigh);
  };
}

/** The kernel's memory never shrinks, and grows with the sides. */
const LONGEST_ORDINARY_SIDE = 32_768;

/** Undefined on a processor without 128-bit instructions. */
const kernel = loadKernel();
