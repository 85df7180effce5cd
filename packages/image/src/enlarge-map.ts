import type { Size } from './pixels.js';

/** A grid of numbers over a picture, row by row. */
export interface ValueMap extends Size {
  /** (height, width) */
  readonly values: ArrayLike<number>;
}

/**
 * Enlarges a map to a picture's size: bilinear on half-pixel centres, the edge repeated, as a `resize` layer does it.
 *
 * @returns (size.height, size.width)
 */
export function enlargeMap(map: ValueMap, size: Size): Float64Array {
  const enlarged = new Float64Array(size.width * size.height);
  const rowOf = enlargedRows(map, size);
  for (let y = 0; y < size.height; y++) enlarged.set(rowOf(y), y * size.width);
  return enlarged;
}

/** The same row by row. @returns gives a row's values, which are overwritten by the next */
export function enlargedRows({ values, width, height }: ValueMap, size: Size): (y: number) => Float64Array {
  const columns = neighbours(width, size.width);
  const rows = neighbours(height, size.height);
  const enlarged = new Float64Array(size.width);
  return (y) => {
    const row = rows[y];
    if (!row) throw new RangeError(`expected a row below ${size.height}, got ${y}`);
    const [upper, lower] = [row.before * width, row.after * width];
    for (const [x, { before, after, share }] of columns.entries()) {
      const above = mix(values[upper + before] ?? 0, values[upper + after] ?? 0, share);
      const below = mix(values[lower + before] ?? 0, values[lower + after] ?? 0, share);
      enlarged[x] = mix(above, below, row.share);
    }
    return enlarged;
  };
}

/** Between which two of `from` places each of `to` places lies, and how far after the first. */
function neighbours(from: number, to: number) {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(at);
    return { before, after: Math.min(before + 1, from - 1), share: at - before };
  });
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
