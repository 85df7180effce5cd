import { type Framing, type QualityCode, type Region, type Size, seenRegion } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import { resizeAll } from '../resizing.js';
import { areaMean } from './area-mean.js';
import { sharpnessOf } from './sharpness.js';

/** What is measured of a picture, each in the unit that `measureQuality` gives. */
export type QualityFigures = Readonly<Record<QualityCode, number>>;

/** The width and height, in pixels, at which a region is measured; its sharpness at half and at a quarter of it. */
const MEASURED_SIDE = 256;
const HALF_SIDE = MEASURED_SIDE / 2;
/** Luma from which a pixel counts as white. */
const WHITE = 250;
/** Rec. 601's luma in thousandths, so that sums are whole numbers. */
const RED = 299;
const GREEN = 587;
const BLUE = 114;

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
  // (128, 128), the sums of the luma of four pixels
  const quarters = new Int32Array(HALF_SIDE * HALF_SIDE);
  // Sums of squares reach 65,536 * 255,000², which is below 2^53: they are exact.
  let sum = 0;
  let squares = 0;
  let white = 0;
  let differences = 0;
  for (let row = 0, from = 0; row < MEASURED_SIDE; row++) {
    const quarterRow = (row >> 1) * HALF_SIDE;
    for (let column = 0; column < MEASURED_SIDE; column++, from += 3) {
      const red = data[from] ?? 0;
      const green = data[from + 1] ?? 0;
      const blue = data[from + 2] ?? 0;
      const y = RED * red + GREEN * green + BLUE * blue;
      const quarter = quarterRow + (column >> 1);
      quarters[quarter] = (quarters[quarter] ?? 0) + y;
      sum += y;
      squares += y * y;
      white += y >= WHITE * 1000 ? 1 : 0;
      // Together twice the largest channel less the smallest, without branches, which noise makes slow.
      differences += Math.abs(red - green) + Math.abs(green - blue) + Math.abs(blue - red);
    }
  }
  const count = MEASURED_SIDE * MEASURED_SIDE;
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return {
    sharpness: sharpnessOf({ samples: quarters, side: HALF_SIDE, unit: 4 * 1000 }),
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
