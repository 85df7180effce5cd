import type { ResizeLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import type { Layout } from '../layout.js';

export function writeResize(
  { name, inputs, method, height, width }: ResizeLayer,
  writer: GraphWriter,
): Layout {
  const [input = ''] = inputs;
  const [oldHeight = 1, oldWidth = 1] = writer.shapeOf(input);
  const factors = Float32Array.of(1, 1, scaleTo(height, oldHeight), scaleTo(width, oldWidth));
  const values = [writer.value(input, 'planar'), '', writer.floats(`${name}@scales`, [4], factors)];
  writer.node('Resize', name, values, {
    mode: { text: method === 'nearest' ? 'nearest' : 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
    // floor(x + 0.5) on half-pixel centres is TensorFlow's floor((y + 0.5) * scale).
    nearest_mode: { text: 'round_prefer_ceil' },
  });
  return 'planar';
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
