/** For each target pixel of one axis: which source pixels it is made of, and how much of each. */
export interface AxisWeights {
  /** (targetSize), the first source index */
  readonly starts: Int32Array;
  /** (targetSize), how many source pixels */
  readonly counts: Int32Array;
  /** (targetSize, stride), fixed point with `WEIGHT_BITS` bits after the point; the counted ones sum to about 1 */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Makes the weights of one axis for a source and a target of the given sizes, in pixels. */
export type WeighAxis = (sourceSize: number, targetSize: number) => AxisWeights;

/** Leaves 8 bits for the sample and 2 for overshoot in 32: PRECISION_BITS of Pillow's src/libImaging/Resample.c. */
export const WEIGHT_BITS = 32 - 8 - 2;
