import type { PoolLayer, ReduceLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import type { Layout } from '../layout.js';

export function writePool(layer: PoolLayer, writer: GraphWriter): Layout {
  const { name, inputs, operation, size, strides, padding } = layer;
  const operator = operation === 'max' ? 'MaxPool' : 'AveragePool';
  writer.node(operator, name, [writer.value(inputs[0] ?? '', 'planar')], {
    kernel_shape: size,
    strides,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
    ...(operation === 'average' && { count_include_pad: 0 }),
  });
  return 'planar';
}

const REDUCTIONS = { mean: 'ReduceMean', sum: 'ReduceSum', max: 'ReduceMax', min: 'ReduceMin' } as const;
const GLOBAL_POOLS = { mean: 'GlobalAveragePool', max: 'GlobalMaxPool' } as const;

export function writeReduce(layer: ReduceLayer, writer: GraphWriter): Layout {
  const { name, inputs, operation, axes, keepDims } = layer;
  const [input = ''] = inputs;
  const shape = writer.shapeOf(input);
  const isOverImage = shape.length === 3 && axes.length === 2 && axes[0] === 0 && axes[1] === 1;
  if (isOverImage && (operation === 'mean' || operation === 'max')) {
    // (batch, channels, 1, 1): the planar form of both (1, 1, channels) and (channels).
    writer.node(GLOBAL_POOLS[operation], name, [writer.value(input, 'planar')]);
    return 'planar';
  }
  const withBatch = axes.map((axis) => axis + 1);
  const list = writer.integers(`${name}@axes`, withBatch);
  const source = [writer.value(input, 'natural'), list];
  if (!keepDims && axes.length === shape.length) {
    const single = writer.node(REDUCTIONS[operation], `${name}@reduced`, source, { keepdims: 1 });
    writer.node('Reshape', name, [single, writer.integers(`${name}@shape`, [0, 1])]);
  } else {
    writer.node(REDUCTIONS[operation], name, source, { keepdims: keepDims ? 1 : 0 });
  }
  return 'natural';
}
