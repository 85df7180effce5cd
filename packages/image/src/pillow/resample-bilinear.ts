import type { Pixels, Size } from '../pixels.js';
import { cut, type Region } from '../region.js';
import { loadKernel } from './resample-kernel.js';
import { resampleScalar } from './resample-scalar.js';
import { createSimdResampler } from './resample-simd.js';

/**
 * Resizes with a triangle filter as wide as the reduction needs (antialiased), in whole numbers.
 *
 * Equal to the bit to `resize(size, BILINEAR)` of Pillow 13 (src/libImaging/Resample.c): one pass along the rows,
 * rounded to bytes, then one along the columns. For an image more than a hundred times as tall as wide whose height
 * is reduced, the columns come first, because a pass along its rows would make a huge picture.
 */
export function resampleBilinear(image: Pixels, size: Size, region: Region): Pixels {
  const isOrdinary =
    Math.max(region.width, region.height) <= LONGEST_ORDINARY_SIDE && region.height <= region.width * 100;
  return resampleSimd && isOrdinary
    ? resampleSimd(image, size, region)
    : resampleScalar(cut(image, region), size);
}

/** The kernel's memory never shrinks, and grows with the sides. */
const LONGEST_ORDINARY_SIDE = 32_768;

const kernel = loadKernel();
/** Undefined on a processor without 128-bit instructions. */
const resampleSimd = kernel && createSimdResampler(kernel);
