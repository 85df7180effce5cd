import type { Activation, Conv2dLayer, Pair, Shape, Tensor as Weights } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor, Tensor4D } from '../tensorflow.js';
import { activationOf } from './activation.js';
import { everyNth } from './every-nth.js';
import { paddingFunction, planPadding } from './padding.js';

/** A convolution in one of the three ways for which TensorFlow.js has an operation. */
export function conv2dFunction(layer: Conv2dLayer, building: Building): (x: Tensor) => Tensor {
  const image = building.shapeOf(layer.inputs[0] ?? '');
  if (layer.groups === 1) return plainFunction(layer, image, building);
  if (layer.groups === image[2]) return depthwiseFunction(layer, image, building);
  return groupedFunction(layer, image, building);
}

function plainFunction(layer: Conv2dLayer, image: Shape, { tf, keep }: Building): (x: Tensor) => Tensor {
  const isBoth = isAboveOne(layer.strides) && isAboveOne(layer.dilation);
  const { kernel, dilation } = isBoth ? spreadOut(layer) : layer;
  const [height = 0, width = 0] = kernel.shape;
  const window = { size: [height, width], strides: layer.strides, dilation } as const;
  const plan = planPadding(layer.padding, image, window);
  const filter = keep(kernel.data, kernel.shape) as Tensor4D;
  const bias = layer.bias ? { bias: keep(layer.bias, [layer.bias.length]) } : {};
  const fused = fusedActivation(layer.activation);
  const activate = activationOf(tf, fused ? null : layer.activation);
  const strides: [number, number] = [...layer.strides];
  const pad = paddingFunction(tf, plan.rowsAndColumns);
  return (x) =>
    activate(
      tf.fused.conv2d({
        x: pad(x),
        filter,
        strides,
        pad: plan.word,
        dilations: [...dilation],
        activation: fused ?? 'linear',
        ...bias,
      }),
    );
}

/**
 * A convolution with as many groups as input channels. The native library needs equal strides and no dilation: the kernel
 * is spread out with zeros, and unequal strides are taken from the result of stride 1.
 */
function depthwiseFunction(layer: Conv2dLayer, image: Shape, building: Building): (x: Tensor) => Tensor {
  const { tf, keep } = building;
  const [, , channels = 0] = image;
  const { kernel } = isAboveOne(layer.dilation) ? spreadOut(layer) : layer;
  const [height = 1, width = 1, , outputs = 0] = kernel.shape;
  // (height, width, 1, channels * multiplier) lies in memory as (height, width, channels, multiplier) does.
  const filter = keep(kernel.data, [height, width, channels, outputs / channels]) as Tensor4D;
  const bias = layer.bias ? keep(layer.bias, [outputs]) : null;
  const activate = activationOf(tf, layer.activation);

  const unevenStrides = layer.strides;
  const isUneven = layer.strides[0] !== layer.strides[1];
  const strides: [number, number] = isUneven ? [1, 1] : [...layer.strides];
  const plan = isUneven
    ? { word: 'valid' as const, rowsAndColumns: layer.padding }
    : planPadding(layer.padding, image, { size: [height, width], strides, dilation: [1, 1] });
  const pad = paddingFunction(tf, plan.rowsAndColumns);
  return (x) => {
    const convolved = tf.depthwiseConv2d(pad(x), filter, strides, plan.word);
    const picked = isUneven ? everyNth(building, convolved, unevenStrides) : convolved;
    return activate(bias ? tf.add(picked, bias) : picked);
  };
}

/** Computes each group by itself and joins the results. */
function groupedFunction(layer: Conv2dLayer, image: Shape, building: Building): (x: Tensor) => Tensor {
  const { tf } = building;
  const { groups } = layer;
  const functions = groupsOf(layer).map((part) => plainFunction(part, image, building));
  return (x) =>
    tf.concat(
      tf.split(x as Tensor4D, groups, 3).map((part, group) => functions[group]?.(part) ?? part),
      3,
    );
}

/** Each group as a convolution of its own. */
function groupsOf(layer: Conv2dLayer): readonly Conv2dLayer[] {
  const { groups, kernel, bias } = layer;
  const count = (kernel.shape.at(-1) ?? 0) / groups;
  return Array.from({ length: groups }, (_, group) => {
    const from = group * count;
    return {
      ...layer,
      groups: 1,
      kernel: outputChannels(kernel, from, count),
      bias: bias?.subarray(from, from + count) ?? null,
    };
  });
}

/** The kernel with its taps `dilation` apart and zeros between them. */
function spreadOut({ kernel, dilation }: Conv2dLayer): { kernel: Weights; dilation: Pair } {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = kernel.shape;
  const reach = { height: (height - 1) * dilation[0] + 1, width: (width - 1) * dilation[1] + 1 };
  const tap = inputs * outputs;
  const data = new Float32Array(reach.height * reach.width * tap);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * tap;
      const to = (y * dilation[0] * reach.width + x * dilation[1]) * tap;
      data.set(kernel.data.subarray(from, from + tap), to);
    }
  }
  return { kernel: { shape: [reach.height, reach.width, inputs, outputs], data }, dilation: [1, 1] };
}

function outputChannels({ shape, data }: Weights, from: number, count: number): Weights {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = shape;
  const rows = height * width * inputs;
  const part = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    part.set(data.subarray(row * outputs + from, row * outputs + from + count), row * count);
  }
  return { shape: [height, width, inputs, count], data: part };
}

/** The activations that every backend's convolution can include. */
function fusedActivation(activation: Activation | null): 'relu' | 'relu6' | null {
  if (activation?.kind === 'relu') return 'relu';
  return activation?.kind === 'clip' && activation.low === 0 && activation.high === 6 ? 'relu6' : null;
}

function isAboveOne([rows, columns]: Pair): boolean {
  return rows > 1 || columns > 1;
}
