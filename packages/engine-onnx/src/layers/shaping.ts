import type { PadLayer, ReshapeLayer, SliceLayer, TransposeLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { inOrderOf, isOnePixel, type Layout } from '../layout.js';

/** The planar form of an image of one pixel is the one of a vector: the new value is the old one. */
export function writeReshape({ name, inputs, shape }: ReshapeLayer, writer: GraphWriter): Layout | null {
  const [input = ''] = inputs;
  if (isOnePixel(writer.shapeOf(input)) && isOnePixel(shape)) {
    writer.define(name, 'planar', writer.value(input, 'planar'));
    return null;
  }
  // 0 keeps the batch dimension as it is.
  const sizes = writer.integers(`${name}@shape`, [0, ...shape]);
  writer.node('Reshape', name, [writer.value(input, 'natural'), sizes]);
  return 'natural';
}

export function writeTranspose({ name, inputs, permutation }: TransposeLayer, writer: GraphWriter): Layout {
  const perm = [0, ...permutation.map((axis) => axis + 1)];
  writer.node('Transpose', name, [writer.value(inputs[0] ?? '', 'natural')], { perm });
  return 'natural';
}

export function writePad({ name, inputs, before, after, value }: PadLayer, writer: GraphWriter): Layout {
  const [input = ''] = inputs;
  const layout = imageLayout(input, writer);
  // Naming all axes changes nothing, but keeps onnxruntime 1.30 (PadFusion) from making the zeros the padding of
  // a pooling that follows, where they would no longer take part in the maximum.
  const allAxes = Array.from({ length: before.length + 1 }, (_, axis) => axis);
  const constants = [
    writer.integers(`${name}@pads`, [0, ...inOrderOf(layout, before), 0, ...inOrderOf(layout, after)]),
    // Moved as bytes, nothing but zeros is added.
    writer.encoding === 'bytes'
      ? writer.numbers(`${name}@value`, [], Uint8Array.of(writer.stepOf(input).zeroPoint))
      : writer.floats(`${name}@value`, [], Float32Array.of(value)),
    writer.integers(`${name}@axes`, allAxes),
  ];
  writer.node('Pad', name, [writer.value(input, layout), ...constants]);
  return layout;
}

export function writeSlice({ name, inputs, start, size, step }: SliceLayer, writer: GraphWriter): Layout {
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
  writer.node('Slice', name, [writer.value(input, layout), ...constants]);
  return layout;
}

/** A vector's planar form has other axes than the vector, so a layer that works by axis reads the natural one. */
function imageLayout(input: string, writer: GraphWriter): Layout {
  return writer.shapeOf(input).length === 3 ? writer.layoutOf(input) : 'natural';
}
