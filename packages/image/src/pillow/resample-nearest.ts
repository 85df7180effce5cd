import type { Pixels, Size } from '../pixels.js';
import type { Region } from '../region.js';

/**
 * Resizes by taking for each pixel the nearest one of the source. The aspect ratio is not kept:
 * source index = floor((i + 0.5) * scale).
 *
 * Equal to the bit to Pillow's `resize(size, NEAREST)`, which adds up the scale instead of multiplying
 * (`ImagingScaleAffine` in src/libImaging/Geometry.c). This function does the same, so rounding errors are equal too.
 */
export function resampleNearest(image: Pixels, size: Size, region: Region): Pixels {
  const columns = nearestIndices(region.width, size.width);
  const rows = nearestIndices(region.height, size.height);
  const source = image.data;
  const data = new Uint8Array(size.width * size.height * 3);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = ((region.top + row) * image.width + region.left + column) * 3;
      data[to++] = source[from] ?? 0;
      data[to++] = source[from + 1] ?? 0;
      data[to++] = source[from + 2] ?? 0;
    }
  }
  return { width: size.width, height: size.height, data };
}

/** (targetSize), each 0..sourceSize - 1 */
function nearestIndices(sourceSize: number, targetSize: number): Int32Array {
  const scale = sourceSize / targetSize;
  const indices = new Int32Array(targetSize);
  let position = scale * 0.5;
  for (let i = 0; i < targetSize; i++) {
    indices[i] = position;
    position += scale;
  }
  return indices;
}
