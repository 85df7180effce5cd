import type { Conv2dLayer, DenseLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { type Layout, toOutputFirst } from '../layout.js';
import { activate, nameBeforeActivation } from './activation.js';

export function writeConv2d(layer: Conv2dLayer, writer: GraphWriter): Layout {
  const { name, kernel, bias } = layer;
  const [input = ''] = layer.inputs;
  const constants = [writer.tensor(`${name}@kernel`, toOutputFirst(kernel))];
  if (bias) constants.push(writer.floats(`${name}@bias`, [bias.length], bias));
  writer.node(
    'Conv',
    nameBeforeActivation(layer),
    [writer.value(input, 'planar'), ...constants],
    convAttributes(layer),
  );
  activate(layer, writer);
  return 'planar';
}

export function convAttributes({ kernel, strides, dilation, groups, padding }: Conv2dLayer) {
  return {
    kernel_shape: kernel.shape.slice(0, 2),
    strides,
    dilations: dilation,
    group: groups,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
  };
}

export function writeDense(layer: DenseLayer, writer: GraphWriter): Layout {
  const { name, kernel, bias } = layer;
  const [input = ''] = layer.inputs;
  const valueName = nameBeforeActivation(layer);
  const factors = [writer.value(input, 'natural'), writer.tensor(`${name}@kernel`, kernel)];
  const summands = bias ? [writer.floats(`${name}@bias`, [bias.length], bias)] : [];
  if (writer.shapeOf(input).length === 1) {
    writer.node('Gemm', valueName, [...factors, ...summands]);
  } else if (bias) {
    writer.node('Add', valueName, [writer.node('MatMul', `${name}@product`, factors), ...summands]);
  } else {
    writer.node('MatMul', valueName, factors);
  }
  activate(layer, writer);
  return 'natural';
}
