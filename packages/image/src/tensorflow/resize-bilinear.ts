import { interpolate, type Neighbours, type TwoRows } from '../interpolate.js';
import type { Pixels } from '../pixels.js';
import { axesOf, type ResizedAxis, type Resizing } from '../resizing.js';

/**
 * `tf.image.resize(image, size)` and what Keras's `image_dataset_from_directory` does: bilinear on half-pixel centres, without
 * antialiasing (tensorflow/core/kernels/image/resize_bilinear_op.cc). TensorFlow's result is a float; here it is rounded to
 * the nearest whole level, because the network's input is bytes: they differ by at most half a level and float noise.
 */
export function resizeBilinear(image: Pixels, resizing: Resizing): Pixels {
  const { horizontal, vertical } = axesOf(resizing);
  return interpolate(image, resizing, {
    horizontal: neighbours(horizontal),
    vertical: neighbours(vertical),
    join: roundedMean,
  });
}

function roundedMean({ above, below, aboveWeight, belowWeight }: TwoRows, target: Uint8Array): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (above[i] ?? 0) * aboveWeight + (below[i] ?? 0) * belowWeight + 0.5;
  }
}

function neighbours({ sourceSize, targetSize, first, count }: ResizedAxis): Neighbours {
  const positions = Float64Array.from(
    { length: count },
    (_, i) => ((first + i + 0.5) * sourceSize) / targetSize - 0.5,
  );
  const last = sourceSize - 1;
  return {
    first: Int32Array.from(positions, (position) => Math.max(Math.floor(position), 0)),
    second: Int32Array.from(positions, (position) => Math.min(Math.ceil(position), last)),
    firstWeights: positions.map((position) => 1 - (position - Math.floor(position))),
    secondWeights: positions.map((position) => position - Math.floor(position)),
  };
}
