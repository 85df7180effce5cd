import type { Shape, Tensor } from '@slc/layer-graph';

/**
 * The order of a value in memory. `natural` is the layer graph's own order, (batch, …axes). `planar` is the order that
 * onnxruntime's image operators read, (batch, channels, height, width); an image of shape (height, width, channels)
 * has both, and so has a vector, whose planar form is an image of one pixel.
 */
export type Layout = 'natural' | 'planar';

/** Whether a value has the same order in both layouts. */
export function isOnePixel(shape: Shape): boolean {
  return shape.length === 1 || (shape.length === 3 && shape[0] === 1 && shape[1] === 1);
}

/** Axes of a value, without the batch. */
export function rankIn(layout: Layout, shape: Shape): number {
  return layout === 'planar' ? 3 : shape.length;
}

/** The axis of the ONNX value, whose first axis is the batch, for an axis of the graph's value. */
export function axisIn(layout: Layout, rank: number, axis: number): number {
  if (layout === 'natural' || rank !== 3) return axis + 1;
  return axis === 2 ? 1 : axis + 2;
}

/** A list with one entry an axis, brought into a layout's order. */
export function inOrderOf<T>(layout: Layout, perAxis: readonly T[]): readonly T[] {
  if (layout === 'natural' || perAxis.length !== 3) return perAxis;
  return [...perAxis.slice(2), ...perAxis.slice(0, 2)];
}

/** (height, width, channels) to (channels, height, width) */
export function toPlanar({ shape, data }: Tensor): Tensor {
  const [height = 0, width = 0, channels = 0] = shape;
  const area = height * width;
  const turned = new Float32Array(data.length);
  let read = 0;
  for (let position = 0; position < area; position++) {
    // In range: `read` walks all of `data` once, in its own order.
    for (let c = 0; c < channels; c++) turned[c * area + position] = data[read++] as number;
  }
  return { shape: [channels, height, width], data: turned };
}
