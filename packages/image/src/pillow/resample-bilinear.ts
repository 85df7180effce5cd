import { createResampler } from './create-resampler.js';
import { triangleWeights } from './triangle-weights.js';

/**
 * Resizes a region with a triangle filter as wide as the reduction needs (antialiased), in whole numbers.
 *
 * Equal to the bit to `resize(size, BILINEAR)` of Pillow 13 (src/libImaging/Resample.c): one pass along the rows,
 * rounded to bytes, then one along the columns. For an image more than a hundred times as tall as wide whose height
 * is reduced, the columns come first, because a pass along its rows would make a huge picture.
 */
export const resampleBilinear = createResampler(triangleWeights);
