import type { Pair, PoolLayer, Shape } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';
import { everyNth } from './every-nth.js';
import { paddingFunction, planPadding } from './padding.js';

/** Less than every float32, and finite: some kernels turn -Infinity into NaN. */
const LOWEST = -3.4028234663852886e38;

export function poolFunction(layer: PoolLayer, building: Building): (x: Tensor) => Tensor {
  const { tf, shapeOf, keep } = building;
  const [inputName = ''] = layer.inputs;
  const size: [number, number] = [...layer.size];
  const strides: [number, number] = [...layer.strides];
  // The WebAssembly backend has no windows of one pixel.
  if (size[0] === 1 && size[1] === 1) return (x) => everyNth(building, x as Tensor4D, strides);

  const image = shapeOf(inputName);
  const { word, rowsAndColumns } = planPadding(layer.padding, image, { size, strides, dilation: [1, 1] });
  if (layer.operation === 'max') {
    const pad = paddingFunction(tf, rowsAndColumns, LOWEST);
    return (x) => tf.maxPool(pad(x), size, strides, word);
  }
  if (!rowsAndColumns) return (x) => tf.avgPool(x as Tensor4D, size, strides, word);
  const [height = 0, width = 0] = shapeOf(layer.name);
  const share = keep(windowOverImage(layer, image, [height, width]), [1, height, width, 1]);
  const pad = paddingFunction(tf, rowsAndColumns);
  return (x) => tf.mul(tf.avgPool(pad(x), size, strides, word), share);
}

/**
 * Corrects an average that counts the zeros added around the image.
 *
 * @returns (height, width): window's pixels / those of them that lie in the image
 */
function windowOverImage(
  { size, strides, padding }: PoolLayer,
  image: Shape,
  [height, width]: Pair,
): Float32Array {
  const [imageHeight = 0, imageWidth = 0] = image;
  const inside = (from: number, reach: number, length: number) =>
    Math.min(from + reach, length) - Math.max(from, 0);
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const rows = inside(row * strides[0] - padding.top, size[0], imageHeight);
    const columns = inside(column * strides[1] - padding.left, size[1], imageWidth);
    return (size[0] * size[1]) / (rows * columns);
  });
}
