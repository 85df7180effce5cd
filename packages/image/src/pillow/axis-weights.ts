import type { ResizedAxis } from '../resizing.js';

/** For each wanted target pixel of one axis: which source pixels it is made of, and how much of each. */
export interface AxisWeights {
  /** (count), the first source index; ascending */
  readonly starts: Int32Array;
  /** (count), how many source pixels */
  readonly counts: Int32Array;
  /** (count, stride), fixed point with `WEIGHT_BITS` bits after the point; the counted ones sum to about 1 */
  readonly weights: Int32Array;
  readonly stride: number;
}

export type WeighAxis = (axis: ResizedAxis) => AxisWeights;

/** Leaves 8 bits for the sample and 2 for overshoot in 32: PRECISION_BITS of Pillow's src/libImaging/Resample.c. */
export const WEIGHT_BITS = 32 - 8 - 2;
