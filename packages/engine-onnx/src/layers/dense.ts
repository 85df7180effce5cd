import type { DenseLayer } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { defineActivated, nameBeforeActivation } from './activation.js';

export function writeDense(layer: DenseLayer, writer: GraphWriter): void {
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
  defineActivated(layer, 'natural', writer);
}
