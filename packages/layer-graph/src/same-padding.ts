import type { Padding2d, Pair } from './layer-graph.js';

export const NO_PADDING: Padding2d = { top: 0, bottom: 0, left: 0, right: 0 };

/** TensorFlow's SAME padding of an image: as little as gives ceil(size / stride) windows, the odd row and column last. */
export function samePadding2d(
  size: Pair,
  kernelSize: Pair,
  strides: Pair,
  dilation: Pair = [1, 1],
): Padding2d {
  const [top, bottom] = samePadding(size[0], kernelSize[0], strides[0], dilation[0]);
  const [left, right] = samePadding(size[1], kernelSize[1], strides[1], dilation[1]);
  return { top, bottom, left, right };
}

/**
 * TensorFlow's SAME padding of one axis.
 * Source: tensorflow.org, tf.nn, "Notes on padding".
 *
 * @returns rows or columns to add before and after
 */
export function samePadding(
  inputSize: number,
  kernelSize: number,
  stride: number,
  dilation: number,
): readonly [before: number, after: number] {
  const reach = (kernelSize - 1) * dilation + 1;
  const total = Math.max((Math.ceil(inputSize / stride) - 1) * stride + reach - inputSize, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
