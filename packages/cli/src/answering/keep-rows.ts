/**
 * Rows of an array moved to its front, in place.
 *
 * @param data (n, length)
 * @param kept indices of rows, in ascending order
 * @returns (kept, length), a view
 */
export function keepRows<Data extends Uint8Array | Float32Array | Float64Array>(
  data: Data,
  length: number,
  kept: readonly number[],
): Data {
  for (const [to, from] of kept.entries()) {
    if (to !== from) data.copyWithin(to * length, from * length, (from + 1) * length);
  }
  // Safe: a view of an array is one of the same kind.
  return data.subarray(0, kept.length * length) as Data;
}
