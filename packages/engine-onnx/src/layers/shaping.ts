import type { PadLayer, ReshapeLayer, SliceLayer, TransposeLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { inOrderOf, isOnePixel, type Layout } from '../layout.js';

/** Keras reshapes (height, width, channels). In planar form an image of one pixel is a vector already. */
export function writeReshape({ name, inputs, shape }: ReshapeLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  if (isOnePixel(writer.shapeOf(input)) && isOnePixel(shape)) {
    writer.alias(name, input);
    return;
  }
  // 0 keeps the batch dimension as it is.
  const sizes = writer.integers(`${name}@shape`, [0, ...shape]);
  writer.define(name, 'natural', writer.node('Reshape', name, [writer.value(input, 'natural'), sizes]));
}

export function writeTranspose({ name, inputs, permutation }: TransposeLayer, writer: GraphWriter): void {
  const source = [writer.value(inputs[0] ?? '', 'natural')];
  const perm = [0, ...permutation.map((axis) => axis + 1)];
  writer.define(name, 'natural', writer.node('Transpose', name, source, { perm }));
}

export function writePad({ name, inputs, before, after, value }: PadLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  const layout = imageLayout(input, writer);
  const constants = [
    writer.integers(`${name}@pads`, [0, ...inOrderOf(layout, before), 0, ...inOrderOf(layout, after)]),
    writer.floats(`${name}@value`, [], Float32Array.of(value)),
    // Naming all axes changes nothing, but keeps onnxruntime 1.30 (PadFusion) from making the zeros the padding of
    // a pooling that follows, where they would no longer take part in the maximum.
    writer.integers(
      `${name}@axes`,
      Array.from({ length: before.length + 1 }, (_, axis) => axis),
    ),
  ];
  writer.define(name, layout, writer.node('Pad', name, [writer.value(input, layout), ...constants]));
}

export function writeSlice({ name, inputs, start, size, step }: SliceLayer, writer: GraphWriter): void {
  const [input = ''] = inputs;
  const layout = imageLayout(input, writer);
  const ends = start.map((first, axis) => {
    const end = first + (size[axis] ?? 0) * (step[axis] ?? 1);
    // Going down, the place before the first one has no number of its own: -1 would mean the last.
    return end < 0 ? Number.MIN_SAFE_INTEGER : end;
  });
  const lists = { starts: start, ends, axes: ends.map((_, axis) => axis + 1), steps: step };
  const constants = Object.entries(lists).map(([key, list]) =>
    writer.integers(`${name}@${key}`, key === 'axes' ? list : inOrderOf(layout, list)),
  );
  writer.define(name, layout, writer.node('Slice', name, [writer.value(input, layout), ...constants]));
}

/** A vector's planar form has other axes than the vector, so a layer that works by axis reads the natural one. */
function imageLayout(input: string, writer: GraphWriter): Layout {
  return writer.shapeOf(input).length === 3 ? writer.layoutOf(input) : 'natural';
}
