import { createResampler } from './create-resampler.js';
import { CUBIC, filterWeights, LANCZOS, TRIANGLE } from './filter-weights.js';

// Each resizes a region with a filter as wide as the reduction needs (antialiased), in whole numbers.
//
// Equal to the bit to `resize(size, …)` of Pillow 13 (src/libImaging/Resample.c).

/** Pillow's BILINEAR. */
export const resampleBilinear = createResampler(filterWeights(TRIANGLE));

/** Pillow's BICUBIC. */
export const resampleBicubic = createResampler(filterWeights(CUBIC));

/** Pillow's LANCZOS. */
export const resampleLanczos = createResampler(filterWeights(LANCZOS));
