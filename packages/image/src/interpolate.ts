import type { Pixels } from './pixels.js';
import type { Resizing } from './resizing.js';

/** For each wanted target pixel of one axis: the two source pixels between which it lies, and the weight of each. */
export interface Neighbours {
  /** (count) */
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeights: Float64Array;
  readonly secondWeights: Float64Array;
}

export interface Interpolation {
  /** Along the rows. */
  readonly horizontal: Neighbours;
  /** Along the columns. */
  readonly vertical: Neighbours;
  /** Joins a value of the row above and one of the row below, weighted along the rows but not rounded, to a byte. */
  join(above: number, below: number, weights: readonly [number, number]): number;
}

/** Resizes by interpolation between two pixels of either axis, whatever the reduction: without a filter against aliasing. */
export function interpolate(image: Pixels, resizing: Resizing, interpolation: Interpolation): Pixels {
  const { from, window } = resizing;
  const { horizontal, vertical, join } = interpolation;
  const rowLength = window.width * 3;
  const data = new Uint8Array(window.height * rowLength);
  const rows = new Map<number, Float64Array>();
  for (let y = 0; y < window.height; y++) {
    const [first, second] = [vertical.first[y] ?? 0, vertical.second[y] ?? 0];
    for (const known of rows.keys()) if (known < first) rows.delete(known);
    for (const row of [first, second]) {
      if (!rows.has(row))
        rows.set(row, alongRow(image, { left: from.left, top: from.top + row }, horizontal));
    }
    const above = rows.get(first) ?? new Float64Array();
    const below = rows.get(second) ?? new Float64Array();
    const weights = [vertical.firstWeights[y] ?? 0, vertical.secondWeights[y] ?? 0] as const;
    for (let i = 0; i < rowLength; i++) {
      data[y * rowLength + i] = join(above[i] ?? 0, below[i] ?? 0, weights);
    }
  }
  return { width: window.width, height: window.height, data };
}

/** @returns (count, 3) */
function alongRow(
  { data, width }: Pixels,
  { left, top }: { readonly left: number; readonly top: number },
  { first, second, firstWeights, secondWeights }: Neighbours,
): Float64Array {
  const values = new Float64Array(first.length * 3);
  const row = (top * width + left) * 3;
  for (let x = 0, to = 0; x < first.length; x++) {
    const a = row + (first[x] ?? 0) * 3;
    const b = row + (second[x] ?? 0) * 3;
    const [wa, wb] = [firstWeights[x] ?? 0, secondWeights[x] ?? 0];
    for (let channel = 0; channel < 3; channel++) {
      values[to++] = (data[a + channel] ?? 0) * wa + (data[b + channel] ?? 0) * wb;
    }
  }
  return values;
}
