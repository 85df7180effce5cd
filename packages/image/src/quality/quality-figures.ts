import { type Framing, type QualityCode, type Region, type Size, seenRegion } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import { resizeAll } from '../resizing.js';
import { areaMean } from './area-mean.js';
import { fastestCounts } from './fastest-counts.js';
import { MEASURED_SIDE } from './figure-counts.js';
import { sharpnessOf } from './sharpness.js';

/** What is measured of a picture, each in the unit that `measureQuality` gives. */
export type QualityFigures = Readonly<Record<QualityCode, number>>;

/**
 * Measures how well a picture can be judged, in the region that the model sees, brought to 256 x 256 by area mean.
 * Luma is Y = .299 R + .587 G + .114 B, from 0 to 255.
 *
 * @returns `sharpness`: see `sharpnessOf`; `brightness`: mean luma; `clipped`: share of the pixels of at least luma
 * 250, 0..1 (black ones do not count, because a dermatoscope's field of view has black corners); `contrast`: standard
 * deviation of the luma; `chroma`: mean difference of a pixel's largest and smallest channel, 0..255; `side`: the
 * shorter side of the region in the picture, in pixels
 */
export function measureQuality(image: Pixels, framing: Framing): QualityFigures {
  const region = inWholePixels(seenRegion(image, framing), image);
  const { data } = areaMean(image, resizeAll(region, { width: MEASURED_SIDE, height: MEASURED_SIDE }));
  const { quarters, sum, squares, white, differences } = fastestCounts.lumaSums(data);
  const count = MEASURED_SIDE * MEASURED_SIDE;
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return {
    sharpness: sharpnessOf(quarters),
    brightness: mean / 1000,
    clipped: white / count,
    contrast: Math.sqrt(variance) / 1000,
    chroma: differences / 2 / count,
    side: Math.min(region.width, region.height),
  };
}

/** The region rounded to pixels, of which it has one at least. */
function inWholePixels({ left, top, width, height }: Region, image: Size): Region {
  const [right, bottom] = [Math.round(left + width), Math.round(top + height)];
  const region = {
    left: Math.min(Math.round(left), image.width - 1),
    top: Math.min(Math.round(top), image.height - 1),
  };
  return {
    ...region,
    width: Math.max(right - region.left, 1),
    height: Math.max(bottom - region.top, 1),
  };
}
