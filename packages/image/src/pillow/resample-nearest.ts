import type { Pixels } from '../pixels.js';
import { axesOf, type ResizedAxis, type Resizing } from '../resizing.js';

/**
 * Resizes by taking for each pixel the nearest one of the source. The aspect ratio is not kept:
 * source index = floor((i + 0.5) * scale).
 *
 * Equal to the bit to Pillow's `resize(size, NEAREST)`, which adds up the scale instead of multiplying
 * (`ImagingScaleAffine` in src/libImaging/Geometry.c). This function does the same, so rounding errors are equal too.
 */
export function resampleNearest(image: Pixels, resizing: Resizing): Pixels {
  const { from: region, window } = resizing;
  const axes = axesOf(resizing);
  const offsets = nearestIndices(axes.horizontal).map((column) => (region.left + column) * 3);
  const rowStarts = nearestIndices(axes.vertical).map((row) => (region.top + row) * image.width * 3);
  const data = new Uint8Array(window.width * window.height * 3);
  // A fourth byte is read and written: neither the source's last row nor the result's has one everywhere.
  const lastRowStart = (image.height - 1) * image.width * 3;
  const rows = rowStarts.subarray(0, -1).filter((start) => start < lastRowStart).length;
  copyByWords({ source: image.data, offsets, rowStarts: rowStarts.subarray(0, rows) }, data);
  const rest = data.subarray(rows * window.width * 3);
  copyByBytes({ source: image.data, offsets, rowStarts: rowStarts.subarray(rows) }, rest);
  return { width: window.width, height: window.height, data };
}

/** Which pixels of a picture are taken. */
interface Taken {
  readonly source: Uint8Array;
  /** In bytes from a row's start, one a column. */
  readonly offsets: Int32Array;
  /** In bytes. */
  readonly rowStarts: Int32Array;
}

/** Moves four bytes a pixel, of which the last one is the next pixel's: in half of the time that three moves take. */
function copyByWords({ source, offsets, rowStarts }: Taken, target: Uint8Array): void {
  const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const to = new DataView(target.buffer, target.byteOffset, target.byteLength);
  let at = 0;
  for (const start of rowStarts) {
    for (const offset of offsets) {
      to.setUint32(at, from.getUint32(start + offset, true), true);
      at += 3;
    }
  }
}

function copyByBytes({ source, offsets, rowStarts }: Taken, target: Uint8Array): void {
  let at = 0;
  for (const start of rowStarts) {
    for (const offset of offsets) {
      target[at++] = source[start + offset] ?? 0;
      target[at++] = source[start + offset + 1] ?? 0;
      target[at++] = source[start + offset + 2] ?? 0;
    }
  }
}

/** (count), each 0..sourceSize - 1 */
function nearestIndices({ sourceSize, targetSize, first, count }: ResizedAxis): Int32Array {
  const scale = sourceSize / targetSize;
  const indices = new Int32Array(count);
  let position = scale * 0.5;
  for (let i = 0; i < first; i++) position += scale;
  for (let i = 0; i < count; i++) {
    indices[i] = position;
    position += scale;
  }
  return indices;
}
