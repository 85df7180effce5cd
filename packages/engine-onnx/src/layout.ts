import { lazyTensor, type Shape, type Tensor } from '@slc/layer-graph';

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
  return { shape: [channels, height, width], data: reversed(data, [height * width, 1, channels]) };
}

/** A convolution's kernel from (height, width, inputs, outputs), as in Keras, to (outputs, inputs, height, width). */
export function toOutputFirst(kernel: Tensor): Tensor {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = kernel.shape;
  return lazyTensor([outputs, inputs, height, width], () =>
    reversed(kernel.data, [height * width, inputs, outputs]),
  );
}

/** (a, b, c) to (c, b, a) */
function reversed(data: Float32Array, [a, b, c]: readonly [number, number, number]): Float32Array {
  const result = new Float32Array(data.length);
  let read = 0;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      // In range: `read` walks all of `data` once, in its own order.
      for (let k = 0; k < c; k++) result[(k * b + j) * a + i] = data[read++] as number;
    }
  }
  return result;
}
