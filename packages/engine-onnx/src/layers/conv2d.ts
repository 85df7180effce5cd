import type { Conv2dLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { defineActivated, nameBeforeActivation } from './activation.js';
import { toOutputFirst } from './kernel-layout.js';

export function writeConv2d(layer: Conv2dLayer, writer: GraphWriter): void {
  const { name, kernel, bias, padding } = layer;
  const [input = ''] = layer.inputs;
  const [kernelHeight = 0, kernelWidth = 0] = kernel.shape;
  const constants = [writer.tensor(`${name}@kernel`, toOutputFirst(kernel))];
  if (bias) constants.push(writer.floats(`${name}@bias`, [bias.length], bias));
  writer.node('Conv', nameBeforeActivation(layer), [writer.value(input, 'planar'), ...constants], {
    kernel_shape: [kernelHeight, kernelWidth],
    strides: layer.strides,
    dilations: layer.dilation,
    group: layer.groups,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
  });
  defineActivated(layer, 'planar', writer);
}
