import { fastestCounts } from './fastest-counts.js';
import { BINS_A_STEP, type DetailCounts, type LumaSquare } from './figure-counts.js';

/** A tenth of the places have at least this much detail: its lines, spots and edges. */
const STRONG = 0.9;
/** Three quarters have at least this much: what lies between them. */
const WEAK = 0.25;
/**
 * How much of the strong detail is left at half the size when it is noise. White noise leaves a half. Noise that reaches
 * over more than one place leaves more: 0.61 in a picture of 224 pixels, which is enlarged to be measured, and 0.66 after a
 * JPEG of quality 90.
 */
const NOISE_LEFT = 0.65;
/** What brings the three measures to one limit: genuine images come as near to it by each. */
const COARSE_WEIGHT = 0.85;
const WEAK_WEIGHT = 7;
/**
 * How much detail a picture has for the light that it got. Detail is the magnitude of the luma's 4-neighbour Laplacian,
 * divided by the mean luma; places that are black or white are not counted. The sharpness is the least of three measures,
 * of which each sees what another takes for detail:
 * - *fine*: the 90th percentile, at 128 x 128. A blur of 1.5 % of the side still is 1.9 pixels there, and a picture of 224
 *   pixels measures as one of 6,000. But noise and the edges of JPEG's blocks count as detail;
 * - *coarse*: the 90th percentile at 64 x 64, less what noise of the fine one's strength would leave there. Detail of a lesion
 *   is as strong there or stronger, and noise half as strong, so that the difference of the squares is the detail;
 * - *between*: the 25th percentile, at 128 x 128. A picture of blocks, by strong JPEG or pixelation, has all its detail at
 *   their edges and nothing between them.
 * The percentiles do not see an edge that is sharp whatever the focus is, while it covers less than a tenth of the places.
 * The mean follows the exposure alone: the luma's variance, by which others divide, is the lesion's contrast to the skin, by
 * which a faint lesion looks sharper than a dark one in the same focus. `scripts/choose-quality-limits.mjs` measures each.
 *
 * @returns 0 for one colour, and where nothing is left to count
 */
export function sharpnessOf(square: LumaSquare): number {
  const { fine, coarse, between } = detailOf(square);
  return Math.min(fine, COARSE_WEIGHT * coarse, WEAK_WEIGHT * between);
}

/** The three measures of `sharpnessOf`, without their weights. */
export function detailOf(square: LumaSquare): { fine: number; coarse: number; between: number } {
  const places = detailIn(square);
  const half = detailIn(halve(square));
  const fine = percentile(places, STRONG);
  const noise = NOISE_LEFT * fine;
  return {
    fine,
    coarse: Math.sqrt(Math.max(0, percentile(half, STRONG) ** 2 - noise * noise)),
    between: percentile(places, WEAK),
  };
}

interface Detail extends DetailCounts {
  /** Luma of the counted places, 0..255. */
  readonly mean: number;
}

function detailIn(square: LumaSquare): Detail {
  const counts = fastestCounts.countDetail(square);
  return { ...counts, mean: counts.sum / Math.max(counts.count, 1) / square.unit };
}

/** Each place the sum of four. */
function halve({ samples, side, unit }: LumaSquare): LumaSquare {
  const half = side >> 1;
  const sums = new Int32Array(half * half);
  for (let row = 0, to = 0; row < half; row++) {
    for (let at = 2 * row * side; to < (row + 1) * half; at += 2, to++) {
      const upper = (samples[at] ?? 0) + (samples[at + 1] ?? 0);
      sums[to] = upper + (samples[at + side] ?? 0) + (samples[at + side + 1] ?? 0);
    }
  }
  return { samples: sums, side: half, unit: 4 * unit };
}

/** Over the mean luma: the start of the first bin up to which the share of the counted places lies. */
function percentile({ histogram, count, mean }: Detail, share: number): number {
  if (count === 0) return 0;
  const enough = count * share;
  let bin = 0;
  // A plain loop, because a callback for each of thousands of bins takes longer than the Laplacian.
  for (let counted = histogram[0] ?? 0; counted < enough; counted += histogram[bin] ?? 0) bin++;
  return bin / BINS_A_STEP / mean;
}
