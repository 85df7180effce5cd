import type { Preprocessing, QualityCode } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import { cropRegion } from '../region.js';
import { areaMean } from './area-mean.js';

/** What is measured of a picture, each in the unit that `measureQuality` gives. */
export type QualityFigures = Readonly<Record<QualityCode, number>>;

/** The region is measured at this width and height, in pixels. */
const MEASURED_SIDE = 256;
/** Luma at which a sample counts as clipped. */
const WHITE = 250;

/**
 * Measures how well a picture can be judged, in the region that the model sees, reduced to 256 x 256 by area mean.
 *
 * @returns `sharpness`: variance of the 4-neighbour Laplacian of the luma over the luma's variance, 0 where it has
 * none; `brightness`: mean luma, 0..255; `clipped`: share of the pixels that are white, 0..1; `contrast`: standard
 * deviation of the luma; `chroma`: mean of the largest channel less the smallest, 0..255; `side`: the region's shorter
 * side in pixels, before it is reduced
 */
export function measureQuality(image: Pixels, crop: Preprocessing['crop']): QualityFigures {
  const region = cropRegion(image, crop);
  const { data } = areaMean(image, { width: MEASURED_SIDE, height: MEASURED_SIDE }, region);
  const luma = new Float64Array(data.length / 3);
  let chroma = 0;
  let white = 0;
  luma.forEach((_, i) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * i, 3 * i + 3);
    const y = 0.299 * red + 0.587 * green + 0.114 * blue;
    luma[i] = y;
    if (y >= WHITE) white++;
    chroma += Math.max(red, green, blue) - Math.min(red, green, blue);
  });
  const { mean, variance } = spread(luma);
  const detail = spread(laplacian(luma)).variance;
  return {
    sharpness: variance > 0 ? detail / variance : 0,
    brightness: mean,
    clipped: white / luma.length,
    contrast: Math.sqrt(variance),
    chroma: chroma / luma.length,
    side: Math.min(region.width, region.height),
  };
}

function spread(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

function laplacian(luma: Float64Array): Float64Array {
  const inner = MEASURED_SIDE - 2;
  return Float64Array.from({ length: inner * inner }, (_, i) => {
    const at = (Math.floor(i / inner) + 1) * MEASURED_SIDE + (i % inner) + 1;
    const sides = [at - 1, at + 1, at - MEASURED_SIDE, at + MEASURED_SIDE];
    return sides.reduce((sum, side) => sum + (luma[side] ?? 0), -4 * (luma[at] ?? 0));
  });
}
