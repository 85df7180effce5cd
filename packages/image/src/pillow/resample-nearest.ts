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
  const columns = nearestIndices(axes.horizontal);
  const rows = nearestIndices(axes.vertical);
  const source = image.data;
  const data = new Uint8Array(window.width * window.height * 3);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = ((region.top + row) * image.width + region.left + column) * 3;
      data[to++] = source[from] ?? 0;
      data[to++] = source[from + 1] ?? 0;
      data[to++] = source[from + 2] ?? 0;
    }
  }
  return { width: window.width, height: window.height, data };
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
