import { isWeighted, nearestPlaces, type ResizeLayer, resizeWeights } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import type { Layout } from '../layout.js';

export function writeResize(layer: ResizeLayer, writer: GraphWriter): Layout {
  if (isWeighted(layer)) writeWeightedSums(layer, writer);
  else if (layer.method === 'nearest' && !isMultiple(layer, writer)) writeLookUp(layer, writer);
  else writeOwnResize(layer, writer);
  return 'planar';
}

/** Whether each pixel is repeated, so that no place lies between two: as for `UpSampling2D`. */
function isMultiple({ inputs, height, width }: ResizeLayer, writer: GraphWriter): boolean {
  const [oldHeight = 1, oldWidth = 1] = writer.shapeOf(inputs[0] ?? '');
  return height % oldHeight === 0 && width % oldWidth === 0;
}

/**
 * Rows, then columns. onnxruntime's own operator takes a fifth of the time, but another pixel than TensorFlow where a place
 * lies between two.
 */
function writeLookUp({ name, inputs, height, width }: ResizeLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  const [oldHeight = 1, oldWidth = 1] = writer.shapeOf(input);
  const rows = writer.integers(`${name}@rows`, nearestPlaces(oldHeight, height));
  const columns = writer.integers(`${name}@columns`, nearestPlaces(oldWidth, width));
  const tall = writer.node('Gather', `${name}@tall`, [writer.value(input, 'planar'), rows], { axis: 2 });
  writer.node('Gather', name, [tall, columns], { axis: 3 });
}

/** A plane's rows from the left, its columns from the right: every plane of every image meets the same two matrices. */
function writeWeightedSums(layer: ResizeLayer, writer: GraphWriter): void {
  const { name, inputs, height, width } = layer;
  const [input = ''] = inputs;
  const [oldHeight = 1, oldWidth = 1] = writer.shapeOf(input);
  const downwards = resizeWeights(layer, { oldSize: oldHeight, size: height });
  const across = resizeWeights(layer, { oldSize: oldWidth, size: width });
  const rows = writer.tensor(`${name}@rows`, downwards);
  const columns = writer.node('Transpose', `${name}@columns`, [writer.tensor(`${name}@across`, across)], {
    perm: [1, 0],
  });
  const tall = writer.node('MatMul', `${name}@tall`, [rows, writer.value(input, 'planar')]);
  writer.node('MatMul', name, [tall, columns]);
}

function writeOwnResize({ name, inputs, method, height, width }: ResizeLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  const [oldHeight = 1, oldWidth = 1] = writer.shapeOf(input);
  const factors = Float32Array.of(1, 1, scaleTo(height, oldHeight), scaleTo(width, oldWidth));
  const values = [writer.value(input, 'planar'), '', writer.floats(`${name}@scales`, [4], factors)];
  writer.node('Resize', name, values, {
    mode: { text: method === 'nearest' ? 'nearest' : 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
    nearest_mode: { text: 'round_prefer_ceil' },
  });
}

/**
 * The factor by which onnxruntime makes `size` of `oldSize`: it takes the floor of their product, in float32 when it runs
 * and in double precision when it infers shapes. Sizes of two axes alone would be plainer, but where a transpose follows,
 * onnxruntime 1.30 takes the two for four and fails.
 */
export function scaleTo(size: number, oldSize: number): number {
  const factor = Math.fround(size / oldSize);
  return factor * oldSize >= size ? factor : factor * (1 + 2 ** -23);
}
