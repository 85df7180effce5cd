/** How a byte stands for a number: number = scale * (byte - zeroPoint). */
export interface Step {
  /** Float32. */
  readonly scale: number;
  /** The byte that stands for 0. */
  readonly zeroPoint: number;
}

const HIGHEST_BYTE = 255;

/** The steps that reach from the low end to the high one. 0 is always among them, since padding and relu need it exactly. */
export function stepOf([low, high]: readonly [number, number]): Step {
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  // A value that is 0 for every image has any step.
  const scale = Math.fround((top - bottom) / HIGHEST_BYTE) || 1;
  return { scale, zeroPoint: Math.round((0 - bottom) / scale) };
}

/** Bytes for numbers; those outside the range become its ends. */
export function toBytes(values: Float32Array, { scale, zeroPoint }: Step): Uint8Array {
  // The array clamps to 0..255, and rounds halves to even as onnxruntime does.
  return new Uint8Array(Uint8ClampedArray.from(values, (value) => value / scale + zeroPoint));
}

/** From the least of the values to the largest, and always to 0, as a step's range. */
export function rangeOf(values: Float32Array): readonly [number, number] {
  // Not by spreading: a constant may have more values than a call may have arguments.
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [0, 0],
  );
}
