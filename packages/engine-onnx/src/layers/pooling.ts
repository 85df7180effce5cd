import type { PoolLayer, ReduceLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';

export function writePool(
  { name, inputs, operation, size, strides, padding }: PoolLayer,
  writer: GraphWriter,
): void {
  const source = [writer.value(inputs[0] ?? '', 'planar')];
  const attributes = {
    kernel_shape: size,
    strides,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
  };
  const value =
    operation === 'max'
      ? writer.node('MaxPool', name, source, attributes)
      : writer.node('AveragePool', name, source, { ...attributes, count_include_pad: 0 });
  writer.define(name, 'planar', value);
}

const REDUCTIONS = { mean: 'ReduceMean', sum: 'ReduceSum', max: 'ReduceMax', min: 'ReduceMin' } as const;
const GLOBAL_POOLS = { mean: 'GlobalAveragePool', max: 'GlobalMaxPool' } as const;

export function writeReduce(
  { name, inputs, operation, axes, keepDims }: ReduceLayer,
  writer: GraphWriter,
): void {
  const [input = ''] = inputs;
  const shape = writer.shapeOf(input);
  const isOverImage = shape.length === 3 && axes.length === 2 && axes[0] === 0 && axes[1] === 1;
  if (isOverImage && (operation === 'mean' || operation === 'max')) {
    // (batch, channels, 1, 1): the planar form of both (1, 1, channels) and (channels).
    const pooled = writer.node(GLOBAL_POOLS[operation], name, [writer.value(input, 'planar')]);
    writer.define(name, 'planar', pooled);
    return;
  }
  const list = writer.integers(
    `${name}@axes`,
    axes.map((axis) => axis + 1),
  );
  const source = [writer.value(input, 'natural'), list];
  if (!keepDims && axes.length === shape.length) {
    const single = writer.node(REDUCTIONS[operation], `${name}@reduced`, source, { keepdims: 1 });
    writer.node('Reshape', name, [single, writer.integers(`${name}@shape`, [0, 1])]);
  } else {
    writer.node(REDUCTIONS[operation], name, source, { keepdims: keepDims ? 1 : 0 });
  }
  writer.define(name, 'natural', name);
}
