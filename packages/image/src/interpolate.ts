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
  /** Writes a row of the result. */
  join(rows: TwoRows, target: Uint8Array): void;
}

/** The rows between which one of the result lies: each (width, 3), weighted along the rows but not rounded. */
export interface TwoRows {
  readonly above: Float64Array;
  readonly below: Float64Array;
  readonly aboveWeight: number;
  readonly belowWeight: number;
}

/** Resizes by interpolation between two pixels of either axis, whatever the reduction: without a filter against aliasing. */
export function interpolate(image: Pixels, { from, window }: Resizing, interpolation: Interpolation): Pixels {
  const { horizontal, vertical, join } = interpolation;
  const rowLength = window.width * 3;
  const data = new Uint8Array(window.height * rowLength);
  const rowOf = lastTwoRows((row) => alongRow(image, { left: from.left, top: from.top + row }, horizontal));
  for (let y = 0; y < window.height; y++) {
    const rows = {
      above: rowOf(vertical.first[y] ?? 0),
      below: rowOf(vertical.second[y] ?? 0),
      aboveWeight: vertical.firstWeights[y] ?? 0,
      belowWeight: vertical.secondWeights[y] ?? 0,
    };
    join(rows, data.subarray(y * rowLength, (y + 1) * rowLength));
  }
  return { width: window.width, height: window.height, data };
}

/** Rows are asked for in pairs, and where a picture is enlarged again and again. */
function lastTwoRows(compute: (row: number) => Float64Array): (row: number) => Float64Array {
  let known: readonly { readonly row: number; readonly values: Float64Array }[] = [];
  return (row) => {
    const found = known.find((each) => each.row === row);
    if (found) return found.values;
    const values = compute(row);
    known = [...known.slice(-1), { row, values }];
    return values;
  };
}

/** @returns (count, 3) */
function alongRow(
  { data, width }: Pixels,
  { left, top }: { readonly left: number; readonly top: number },
  { first, second, firstWeights, secondWeights }: Neighbours,
): Float64Array {
  const values = new Float64Array(first.length * 3);
  const row = (top * width + left) * 3;
  for (let x = 0, to = 0; x < first.length; x++, to += 3) {
    const a = row + (first[x] ?? 0) * 3;
    const b = row + (second[x] ?? 0) * 3;
    const wa = firstWeights[x] ?? 0;
    const wb = secondWeights[x] ?? 0;
    values[to] = (data[a] ?? 0) * wa + (data[b] ?? 0) * wb;
    values[to + 1] = (data[a + 1] ?? 0) * wa + (data[b + 1] ?? 0) * wb;
    values[to + 2] = (data[a + 2] ?? 0) * wa + (data[b + 2] ?? 0) * wb;
  }
  return values;
}
