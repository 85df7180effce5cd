/** The width and height, in pixels, at which a region is measured; its sharpness at half and at a quarter of it. */
export const MEASURED_SIDE = 256;

/** Luma from which a pixel counts as white: glare, or what is brighter than the camera can show. */
export const WHITE = 250;
/** Places this dark lie outside a field of view. */
export const BLACK = 10;

/** How many bins of a histogram of detail are one step of luma. */
export const BINS_A_STEP = 64;
/** Up to 256 steps. The last bin takes what is above, which only drawings reach: the Laplacian is at most 1,020. */
export const BINS = 256 * BINS_A_STEP;

/** The luma of a square picture of an even side, in whole numbers. */
export interface LumaSquare {
  /** (side, side) */
  readonly samples: Int32Array;
  readonly side: number;
  /** What the samples have for one of 255 steps of luma. */
  readonly unit: number;
}

/** Of a picture of `MEASURED_SIDE`, in thousandths of luma. */
export interface LumaSums {
  /** Of half the side, each the sum of four pixels. */
  readonly quarters: LumaSquare;
  /** Of all pixels, and of their squares: at most 65,536 * 255,000², which is below 2^53. */
  readonly sum: number;
  readonly squares: number;
  /** Pixels of at least luma 250. */
  readonly white: number;
  /** Twice the largest channel less the smallest, in channels' steps. */
  readonly differences: number;
}

/** The magnitudes of the luma's 4-neighbour Laplacian at the places that are neither at the margin nor black nor white. */
export interface DetailCounts {
  /** (BINS) */
  readonly histogram: Uint16Array;
  readonly count: number;
  /** Of these places' samples. */
  readonly sum: number;
}

export interface FigureCounts {
  /** @param data (MEASURED_SIDE, MEASURED_SIDE, 3), RGB */
  lumaSums(data: Uint8Array): LumaSums;
  /** @param square of at most half of `MEASURED_SIDE` */
  countDetail(square: LumaSquare): DetailCounts;
}
