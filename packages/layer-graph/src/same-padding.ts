import type { Padding2d, Pair } from './layer-graph.js';

export const NO_PADDING: Padding2d = { top: 0, bottom: 0, left: 0, right: 0 };

/** TensorFlow's SAME padding of an image: as little as gives ceil(size / stride) windows, the odd row and column last. */
export function samePadding2d(
  imageSize: Pair,
  {
    size,
    strides,
    dilation = [1, 1],
  }: { readonly size: Pair; readonly strides: Pair; readonly dilation?: Pair | undefined },
): Padding2d {
  const along = (axis: 0 | 1) =>
    samePadding(imageSize[axis], { size: size[axis], stride: strides[axis], dilation: dilation[axis] });
  const [top, bottom] = along(0);
  const [left, right] = along(1);
  return { top, bottom, left, right };
}

/**
 * TensorFlow's SAME padding of one axis.
 * Source: tensorflow.org, tf.nn, "Notes on padding".
 *
 * @returns rows or columns to add before and after
 */
export function samePadding(
  length: number,
  { size, stride, dilation }: { readonly size: number; readonly stride: number; readonly dilation: number },
): readonly [before: number, after: number] {
  const reach = (size - 1) * dilation + 1;
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
