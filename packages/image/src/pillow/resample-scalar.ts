import type { Pixels, Size } from '../pixels.js';
import { cut } from '../region.js';
import { type AxisWeights, WEIGHT_BITS } from './axis-weights.js';
import type { WeightedRegion } from './weighted-region.js';

/** Resamples one sample at a time: for processors and pictures that the SIMD kernel does not support. */
export function resampleScalar(image: Pixels, weighted: WeightedRegion): Pixels {
  const { region, horizontal, vertical, columnsFirst } = weighted;
  const source = cut(image, region);
  return columnsFirst
    ? resampleAxis(resampleAxis(source, 'height', vertical), 'width', horizontal)
    : resampleAxis(resampleAxis(source, 'width', horizontal), 'height', vertical);
}

function resampleAxis(image: Pixels, axis: keyof Size, axisWeights: AxisWeights): Pixels {
  const { starts, counts, weights, stride } = axisWeights;
  const size: Size = { width: image.width, height: image.height, [axis]: starts.length };
  const source = image.data;
  const data = new Uint8ClampedArray(size.width * size.height * 3);

  // Steps in bytes of the source: between the pixels of one weighted sum, and between the rows and columns of the target.
  const rowBytes = image.width * 3;
  const alongAxis = axis === 'width' ? 3 : rowBytes;
  const perRow = axis === 'width' ? rowBytes : 0;
  const perColumn = axis === 'width' ? 0 : 3;

  let to = 0;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const target = axis === 'width' ? x : y;
      const first = target * stride;
      const end = first + (counts[target] ?? 0);
      let from = y * perRow + x * perColumn + (starts[target] ?? 0) * alongAxis;
      // Sums stay far below 2^31: weights sum to 2^22 but for their rounding, samples reach 255. Math.imul and
      // `| 0` keep the compiler to 32-bit whole numbers.
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = first; k < end; k++) {
        const weight = weights[k] ?? 0;
        red = (red + Math.imul(source[from] ?? 0, weight)) | 0;
        green = (green + Math.imul(source[from + 1] ?? 0, weight)) | 0;
        blue = (blue + Math.imul(source[from + 2] ?? 0, weight)) | 0;
        from += alongAxis;
      }
      data[to] = red >> WEIGHT_BITS;
      data[to + 1] = green >> WEIGHT_BITS;
      data[to + 2] = blue >> WEIGHT_BITS;
      to += 3;
    }
  }
  return { width: size.width, height: size.height, data: new Uint8Array(data.buffer) };
}

/** Half, so that shifting right by `WEIGHT_BITS` rounds. */
const HALF = 1 << (WEIGHT_BITS - 1);
