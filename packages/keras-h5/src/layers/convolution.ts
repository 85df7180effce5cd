import {
  type Conv2dLayer,
  NO_PADDING,
  type Padding2d,
  type Pair,
  type Shape,
  samePadding2d,
  type Tensor,
} from '@slc/layer-graph';
import { z } from 'zod';
import type { NewLayer } from '../batch-rows.js';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { activate, activationOption } from './activation.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { channelsLast, count, padding, pair } from './options.js';

const windows = {
  kernel_size: pair,
  strides: pair,
  padding,
  data_format: channelsLast,
  dilation_rate: pair,
  activation: activationOption,
  use_bias: z.boolean(),
};

export const CONVOLUTION_LAYERS: LayerTable = {
  Conv2D: defineLayer({
    options: { filters: count, groups: count.default(1), ...windows },
    read(call, options) {
      const input = inputOf(call);
      const channels = channelsOf(call, input);
      if (channels % options.groups !== 0) {
        throw refusal(call, `expected input channels divisible by ${options.groups} groups, got ${channels}`);
      }
      const kernelShape = [...options.kernel_size, channels / options.groups, options.filters];
      const kernel = call.weights.take('kernel', kernelShape);
      const bias = options.use_bias ? call.weights.take('bias', [options.filters]).data : null;
      const value = call.build.add(convolution(input, { ...options, kernel, bias }), [input]);
      return activate(call, options.activation, value);
    },
  }),
  DepthwiseConv2D: defineLayer({
    options: {
      ...windows,
      // Keras writes these options of Conv2D, and its depthwise convolution does not read them.
      groups: z.literal(1).optional(),
      filters: z.null().optional(),
      depth_multiplier: count,
    },
    read(call, options) {
      const input = inputOf(call);
      const channels = channelsOf(call, input);
      const outputs = channels * options.depth_multiplier;
      const kernelShape = [...options.kernel_size, channels, options.depth_multiplier];
      const kernel = depthwise(call.weights.take('depthwise_kernel', kernelShape, 'kernel'));
      const bias = options.use_bias ? call.weights.take('bias', [outputs]).data : null;
      const layer = convolution(input, { ...options, groups: channels, kernel, bias });
      return activate(call, options.activation, call.build.add(layer, [input]));
    },
  }),
  SeparableConv2D: defineLayer({
    options: {
      ...windows,
      groups: z.literal(1).optional(),
      rank: z.literal(2).optional(),
      filters: count,
      depth_multiplier: count,
    },
    note: 'a depthwise convolution and one of single pixels',
    read(call, options) {
      const input = inputOf(call);
      const channels = channelsOf(call, input);
      const kernelShape = [...options.kernel_size, channels, options.depth_multiplier];
      const kernel = depthwise(call.weights.take('depthwise_kernel', kernelShape));
      const pointwiseShape = [1, 1, channels * options.depth_multiplier, options.filters];
      const pointwise = call.weights.take('pointwise_kernel', pointwiseShape);
      const bias = options.use_bias ? call.weights.take('bias', [options.filters]).data : null;
      const first = convolution(input, { ...options, groups: channels, kernel, bias: null });
      const spread = call.build.add(first, [input], 'depthwise');
      const second = convolution(spread, { ...SINGLE_PIXELS, groups: 1, kernel: pointwise, bias });
      return activate(call, options.activation, call.build.add(second, [spread]));
    },
  }),
};

type Weights = Pick<Conv2dLayer, 'kernel' | 'bias' | 'groups'>;
interface Window {
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly dilation_rate: Pair;
}

export const SINGLE_PIXELS: Window = { strides: [1, 1], padding: 'valid', dilation_rate: [1, 1] };

export function convolution(
  input: GraphValue,
  { kernel, bias, groups, strides, padding, dilation_rate: dilation }: Window & Weights,
): NewLayer {
  const around = paddingOf(padding, input.shape, { size: kernel.shape, strides, dilation });
  return { kind: 'conv2d', kernel, bias, strides, dilation, groups, padding: around, activation: null };
}

/** Keras's `same` or `valid` as the numbers of pixels around an input. @param window its size begins with height and width */
export function paddingOf(
  word: 'same' | 'valid',
  [height = 0, width = 0]: Shape,
  { size, strides, dilation }: { readonly size: Shape; readonly strides: Pair; readonly dilation?: Pair },
): Padding2d {
  if (word === 'valid') return NO_PADDING;
  const [windowHeight = 0, windowWidth = 0] = size;
  return samePadding2d([height, width], { size: [windowHeight, windowWidth], strides, dilation });
}

/** (height, width, channels, multiplier) and (height, width, 1, channels * multiplier) are the same in memory. */
export function depthwise({ shape, data }: Tensor): Tensor {
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  return { shape: [height, width, 1, channels * multiplier], data };
}

export function channelsOf(call: LayerCall, { shape }: GraphValue): number {
  const [, , channels] = shape;
  if (shape.length !== 3 || channels === undefined) {
    throw refusal(call, `expected an image (height x width x channels), got ${shape.join(' x ')}`);
  }
  return channels;
}
