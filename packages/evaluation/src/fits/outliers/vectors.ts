/** Numbers of a fit in double precision, or as they are stored. */
export type Vector = Float32Array | Float64Array;

/** The scalar product of `a` and of as many numbers of `b` from `start` on. */
export function dot(a: Vector, b: Vector, start = 0): number {
  const { length } = a;
  // Four sums, because each addition waits for the one before it. Every index is below `length`.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += (a[i] as number) * (b[start + i] as number);
    s1 += (a[i + 1] as number) * (b[start + i + 1] as number);
    s2 += (a[i + 2] as number) * (b[start + i + 2] as number);
    s3 += (a[i + 3] as number) * (b[start + i + 3] as number);
  }
  for (; i < length; i++) s0 += (a[i] as number) * (b[start + i] as number);
  return s0 + s1 + (s2 + s3);
}

/** Adds `factor` times `source` to `target`. */
export function addScaled(target: Float64Array, factor: number, source: Vector): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (target[i] as number) + factor * (source[i] as number);
  }
}

/** Row `index` of a row-major array, without a copy. */
export function row<T extends Vector>(data: T, index: number, length: number): T {
  return data.subarray(index * length, (index + 1) * length) as T;
}

/** The mean of the two in the middle, of an even count. @returns NaN for no values */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
