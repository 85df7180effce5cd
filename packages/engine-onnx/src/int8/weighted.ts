import type { AffineLayer, Conv2dLayer, DenseLayer, Tensor } from '@slc/layer-graph';
import { NO_PADDING } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { isCutActivation, nameBeforeActivation } from '../layers/activation.js';
import { convAttributes } from '../layers/weighted.js';
import { type Layout, toOutputFirst } from '../layout.js';
import { writeInt8Activation } from './activation.js';
import { quantiseWeights } from './quantise-weights.js';

export function writeInt8Conv2d(layer: Conv2dLayer, writer: GraphWriter): Layout {
  const { name, kernel, bias } = layer;
  const [input = ''] = layer.inputs;
  const valueName = linearName(layer);
  const weights = writeWeights(toOutputFirst(kernel), { name, bias, input, axis: 0 }, writer);
  writer.node('Conv', valueName, [writer.value(input, 'planar'), ...weights], convAttributes(layer));
  activate(layer, writer);
  return 'planar';
}

export function writeInt8Dense(layer: DenseLayer, writer: GraphWriter): Layout {
  const { name, kernel, bias } = layer;
  const [input = ''] = layer.inputs;
  const valueName = linearName(layer);
  const isVector = writer.shapeOf(input).length === 1;
  const weights = writeWeights(kernel, { name, bias: isVector ? bias : null, input, axis: 1 }, writer);
  const factors = [writer.value(input, 'natural'), ...weights];
  if (isVector) writer.node('Gemm', valueName, factors);
  else if (bias) {
    // onnxruntime multiplies bytes and adds in float32, one operator each.
    const summand = writer.floats(`${name}@bias`, [bias.length], bias);
    writer.node('Add', valueName, [writer.node('MatMul', `${name}@product`, factors), summand]);
  } else writer.node('MatMul', valueName, factors);
  activate(layer, writer);
  return 'natural';
}

/** A factor and a summand for each channel are a convolution of one pixel for each, whose factors have steps of their own. */
export function writeInt8Affine({ name, inputs, scale, offset }: AffineLayer, writer: GraphWriter): Layout {
  const channels = writer.shapeOf(name).at(-1) ?? 0;
  const each = (values: Float32Array) =>
    Float32Array.from({ length: channels }, (_, i) => values[i % values.length] ?? 0);
  return writeInt8Conv2d(
    {
      kind: 'conv2d',
      name,
      inputs,
      kernel: { shape: [1, 1, 1, channels], data: each(scale) },
      bias: each(offset),
      activation: null,
      strides: [1, 1],
      dilation: [1, 1],
      groups: channels,
      padding: NO_PADDING,
    },
    writer,
  );
}

/** An activation that only cuts is left to the steps of the result. */
function linearName(layer: Conv2dLayer | DenseLayer): string {
  return layer.activation && isCutActivation(layer.activation) ? layer.name : nameBeforeActivation(layer);
}

function activate(layer: Conv2dLayer | DenseLayer, writer: GraphWriter): void {
  const { name, activation } = layer;
  const linear = linearName(layer);
  if (!activation || linear === name) return;
  const input = writer.rounded(linear, writer.stepOf(linear));
  writeInt8Activation(activation, { name, input, inputStep: writer.stepOf(linear) }, writer);
}

interface Weights {
  readonly name: string;
  readonly bias: Float32Array | null;
  /** The layer that they are multiplied with. */
  readonly input: string;
  /** Of the kernel's output channels. */
  readonly axis: 0 | 1;
}

/** @returns the names of kernel and, where there is one, bias */
function writeWeights(
  kernel: Tensor,
  { name, bias, input, axis }: Weights,
  writer: GraphWriter,
): readonly string[] {
  const { scale: inputScale } = writer.stepOf(input);
  const channelAxis = axis === 0 ? 'first' : 'last';
  const quantised = quantiseWeights(kernel, { bias, inputScale, channelAxis });
  const channels = quantised.scales.length;
  const kernelParts = [
    writer.numbers(`${name}@kernel-numbers`, kernel.shape, quantised.numbers),
    writer.floats(`${name}@kernel-scales`, [channels], quantised.scales),
    writer.numbers(`${name}@kernel-zeros`, [channels], new Int8Array(channels)),
  ];
  const kernelName = writer.node('DequantizeLinear', `${name}@kernel`, kernelParts, { axis });
  if (!quantised.bias) return [kernelName];
  const biasParts = [
    writer.numbers(`${name}@bias-numbers`, [channels], quantised.bias),
    writer.floats(`${name}@bias-scales`, [channels], quantised.biasScales),
    writer.numbers(`${name}@bias-zeros`, [channels], new Int32Array(channels)),
  ];
  return [kernelName, writer.node('DequantizeLinear', `${name}@bias`, biasParts, { axis: 0 })];
}
