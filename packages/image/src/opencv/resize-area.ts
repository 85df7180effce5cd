import { roundHalfToEven } from '@slc/domain';
import type { Pixels } from '../pixels.js';
import { axesOf, type ResizedAxis, type Resizing } from '../resizing.js';
import { meanOfBlocks } from './mean-of-blocks.js';
import { enlargeAreas } from './resize-linear.js';
import { scaleOf } from './scale-of.js';

/**
 * `cv2.resize(…, INTER_AREA)`, equal to the bit: each pixel is the mean of the part of the picture that it covers
 * (modules/imgproc/src/resize.cpp). Reductions of both sides by whole numbers are rounded otherwise than the rest;
 * where a side is enlarged, OpenCV interpolates.
 */
export function resizeArea(image: Pixels, resizing: Resizing): Pixels {
  const { horizontal, vertical } = axesOf(resizing);
  const across = scaleOf(horizontal).scale;
  const down = scaleOf(vertical).scale;
  if (across < 1 || down < 1) return enlargeAreas(image, resizing);
  if (isWhole(across) && isWhole(down)) {
    return meanOfBlocks(image, resizing, { across: Math.round(across), down: Math.round(down) });
  }
  return meanOfAreas(image, resizing, { horizontal: sharesOf(horizontal), vertical: sharesOf(vertical) });
}

function isWhole(scale: number): boolean {
  return Math.abs(scale - roundHalfToEven(scale)) < Number.EPSILON;
}

/** For each wanted target pixel of one axis: the source pixels that it covers, and its share of each. */
interface Shares {
  /** (count + 1): target pixel i has the entries from `begins[i]` to before `begins[i + 1]`. */
  readonly begins: Int32Array;
  /** (entries) */
  readonly sources: Int32Array;
  readonly shares: Float32Array;
}

/** OpenCV's `computeResizeAreaTab`. */
function sharesOf(axis: ResizedAxis): Shares {
  const { scale } = scaleOf(axis);
  const begins = new Int32Array(axis.count + 1);
  const sources: number[] = [];
  const shares: number[] = [];
  const add = (source: number, share: number) => {
    sources.push(source);
    shares.push(share);
  };
  for (let i = 0; i < axis.count; i++) {
    const from = (axis.first + i) * scale;
    const to = from + scale;
    const cell = Math.min(scale, axis.sourceSize - from);
    const end = Math.min(Math.floor(to), axis.sourceSize - 1);
    const start = Math.min(Math.ceil(from), end);
    if (start - from > LEAST_OVERLAP) add(start - 1, (start - from) / cell);
    for (let source = start; source < end; source++) add(source, 1 / cell);
    if (to - end > LEAST_OVERLAP) add(end, Math.min(to - end, 1, cell) / cell);
    begins[i + 1] = sources.length;
  }
  return { begins, sources: Int32Array.from(sources), shares: Float32Array.from(shares) };
}

/** Less of a source pixel does not count. */
const LEAST_OVERLAP = 1e-3;

/** OpenCV's `resizeArea_`: sums along the rows, then sums of these along the columns, each step rounded to float32. */
function meanOfAreas(
  image: Pixels,
  { from, window }: Resizing,
  { horizontal, vertical }: Readonly<Record<'horizontal' | 'vertical', Shares>>,
): Pixels {
  const rowLength = window.width * 3;
  const data = new Uint8Array(window.height * rowLength);
  const row = new Float32Array(rowLength);
  const sums = new Float32Array(rowLength);
  let summed = -1;
  for (let y = 0; y < window.height; y++) {
    const begin = vertical.begins[y] ?? 0;
    const end = vertical.begins[y + 1] ?? 0;
    sums.fill(0);
    for (let entry = begin; entry < end; entry++) {
      const share = vertical.shares[entry] ?? 0;
      const source = vertical.sources[entry] ?? 0;
      // Two target rows may share a source row.
      if (source !== summed) {
        const start = ((from.top + source) * image.width + from.left) * 3;
        sumAlongRow(row, image.data.subarray(start), horizontal);
        summed = source;
      }
      for (let i = 0; i < rowLength; i++) {
        sums[i] = Math.fround(Math.fround((row[i] ?? 0) * share) + (sums[i] ?? 0));
      }
    }
    for (let i = 0; i < rowLength; i++) data[y * rowLength + i] = roundHalfToEven(sums[i] ?? 0);
  }
  return { width: window.width, height: window.height, data };
}

/** @param row (count, 3), is written */
function sumAlongRow(row: Float32Array, source: Uint8Array, { begins, sources, shares }: Shares): void {
  for (let x = 0, to = 0; to < row.length; x++, to += 3) {
    const end = begins[x + 1] ?? 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let entry = begins[x] ?? 0; entry < end; entry++) {
      const share = shares[entry] ?? 0;
      const at = (sources[entry] ?? 0) * 3;
      red = Math.fround(red + Math.fround((source[at] ?? 0) * share));
      green = Math.fround(green + Math.fround((source[at + 1] ?? 0) * share));
      blue = Math.fround(blue + Math.fround((source[at + 2] ?? 0) * share));
    }
    row[to] = red;
    row[to + 1] = green;
    row[to + 2] = blue;
  }
}
