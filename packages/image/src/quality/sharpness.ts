/** The luma of a square picture, in whole numbers. */
export interface LumaSquare {
  /** (side, side) */
  readonly samples: Int32Array;
  readonly side: number;
  /** Of the samples. */
  readonly mean: number;
  /** What the samples have for one of 255 steps of luma. */
  readonly unit: number;
}

/** A tenth of the pixels have at least this much detail. */
const QUANTILE = 0.9;
/** In luma: below it a picture is black, and what little is in it is noise. */
const LEAST_MEAN = 1;
/** How many bins of the histogram are one step of luma. */
const BINS_A_STEP = 64;
/** Up to 256 steps. The last bin takes what is above, which only drawings reach: the Laplacian is at most 1,020. */
const BINS = 256 * BINS_A_STEP;

/**
 * How much fine detail a picture has for the light that it got: the 90th percentile of the magnitude of the luma's
 * 4-neighbour Laplacian over the mean luma. 0 for one colour.
 *
 * This is measured at 128 x 128 and used instead of the Laplacian's variance at 256 x 256 over the luma's variance:
 * - half the size averages the noise of sensors and JPEG, which a blurred picture has too, and depends little on
 *   whether the picture came with 224 pixels or 6,000; a blur of 1.5 % of the side still is 1.9 pixels;
 * - the mean follows the exposure alone. The variance is the lesion's contrast to the skin, by which a faint lesion
 *   looks sharper than a dark one in the same focus;
 * - the percentile does not see an edge that is sharp whatever the focus is, as that of the dermatoscope's field of
 *   view, while it covers less than a tenth of the picture.
 * `scripts/choose-quality-limits.mjs` measures both.
 */
export function sharpnessOf({ samples, side, mean, unit }: LumaSquare): number {
  const histogram = new Uint16Array(BINS);
  const binsOfSample = BINS_A_STEP / unit;
  for (let row = 1; row < side - 1; row++) {
    for (let at = row * side + 1; at < (row + 1) * side - 1; at++) {
      const besides = (samples[at - 1] ?? 0) + (samples[at + 1] ?? 0);
      const around = besides + (samples[at - side] ?? 0) + (samples[at + side] ?? 0);
      const laplacian = Math.abs(around - 4 * (samples[at] ?? 0));
      // `| 0` truncates, in a third of the time of Math.trunc.
      const bin = Math.min((laplacian * binsOfSample) | 0, BINS - 1);
      histogram[bin] = (histogram[bin] ?? 0) + 1;
    }
  }
  const detail = quantileBin(histogram, (side - 2) ** 2) / BINS_A_STEP;
  return detail / Math.max(mean / unit, LEAST_MEAN);
}

/** The first bin up to which the quantile's share of the counted values lies. */
function quantileBin(histogram: Uint16Array, count: number): number {
  const enough = count * QUANTILE;
  let bin = 0;
  // A plain loop, because a callback for each of thousands of bins takes longer than the Laplacian.
  for (let counted = histogram[0] ?? 0; counted < enough; counted += histogram[bin] ?? 0) bin++;
  return bin;
}
