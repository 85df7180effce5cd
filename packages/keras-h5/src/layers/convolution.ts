import {
  NO_PADDING,
  type Padding2d,
  type Pair,
  type Shape,
  samePadding2d,
  type Tensor,
} from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphBuilder, GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { activate, activationName } from './activation.js';
import { defineLayer } from './define-layer.js';
import { channelsLast, padding, pair } from './options.js';

const count = z.int().positive();

const shared = {
  kernel_size: pair,
  strides: pair,
  padding,
  data_format: channelsLast,
  dilation_rate: pair,
  activation: activationName,
  use_bias: z.boolean(),
};

/** Keras writes some of Conv2D's own options to its other convolutions, which do not read them. */
const unread = { groups: z.literal(1).optional(), filters: z.null().optional() };

export const conv2d = defineLayer({
  options: { filters: count, groups: count.default(1), ...shared },
  read(call, options, weights, build) {
    const input = inputOf(call);
    const channels = channelsOf(call, input);
    if (channels % options.groups !== 0) {
      throw refusal(call, `expected input channels divisible by ${options.groups} groups, got ${channels}`);
    }
    const kernelShape = [...options.kernel_size, channels / options.groups, options.filters];
    const kernel = weights.take('kernel', kernelShape);
    const bias = options.use_bias ? weights.take('bias', [options.filters]).data : null;
    const value = convolve(input, kernel, bias, options, build);
    return activate(call, options.activation, value, build);
  },
});

export const depthwiseConv2d = defineLayer({
  options: { ...shared, ...unread, depth_multiplier: count },
  read(call, options, weights, build) {
    const input = inputOf(call);
    const channels = channelsOf(call, input);
    const outputs = channels * options.depth_multiplier;
    const kernel = weights.takeAny(['depthwise_kernel', 'kernel'], depthwiseShape(channels, options));
    const bias = options.use_bias ? weights.take('bias', [outputs]).data : null;
    const value = convolve(input, depthwise(kernel), bias, { ...options, groups: channels }, build);
    return activate(call, options.activation, value, build);
  },
});

export const separableConv2d = defineLayer({
  options: {
    ...shared,
    groups: z.literal(1).optional(),
    rank: z.literal(2).optional(),
    filters: count,
    depth_multiplier: count,
  },
  note: 'a depthwise convolution and one of single pixels',
  read(call, options, weights, build) {
    const input = inputOf(call);
    const channels = channelsOf(call, input);
    const between = channels * options.depth_multiplier;
    const kernel = weights.take('depthwise_kernel', depthwiseShape(channels, options));
    const pointwise = weights.take('pointwise_kernel', [1, 1, between, options.filters]);
    const bias = options.use_bias ? weights.take('bias', [options.filters]).data : null;
    const spread = convolve(
      input,
      depthwise(kernel),
      null,
      { ...options, groups: channels },
      build,
      'depthwise',
    );
    const value = convolve(spread, pointwise, bias, SINGLE_PIXELS, build);
    return activate(call, options.activation, value, build);
  },
});

const SINGLE_PIXELS: Windows = { strides: [1, 1], padding: 'valid', dilation_rate: [1, 1] };

interface Windows {
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly dilation_rate: Pair;
  readonly groups?: number;
}

function convolve(
  input: GraphValue,
  kernel: Tensor,
  bias: Float32Array | null,
  { strides, padding, dilation_rate, groups = 1 }: Windows,
  build: GraphBuilder,
  part?: string,
): GraphValue {
  return build.add(
    {
      kind: 'conv2d',
      kernel,
      bias,
      strides,
      dilation: dilation_rate,
      groups,
      padding: paddingOf(padding, input.shape, kernel.shape, strides, dilation_rate),
      activation: null,
    },
    [input],
    part,
  );
}

/** What Keras's word means for windows of this size. @param window begins with height and width */
export function paddingOf(
  word: 'same' | 'valid',
  [height = 0, width = 0]: Shape,
  [windowHeight = 0, windowWidth = 0]: Shape,
  strides: Pair,
  dilation?: Pair,
): Padding2d {
  if (word === 'valid') return NO_PADDING;
  return samePadding2d([height, width], [windowHeight, windowWidth], strides, dilation);
}

function depthwiseShape(
  channels: number,
  options: { readonly kernel_size: Pair; readonly depth_multiplier: number },
): Shape {
  return [...options.kernel_size, channels, options.depth_multiplier];
}

/** (height, width, channels, multiplier) and (height, width, 1, channels * multiplier) lie alike in memory. */
function depthwise({ shape, data }: Tensor): Tensor {
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  return { shape: [height, width, 1, channels * multiplier], data };
}

function channelsOf(call: LayerCall, { shape }: GraphValue): number {
  const [, , channels] = shape;
  if (shape.length !== 3 || channels === undefined) {
    throw refusal(call, `expected an image (height x width x channels), got ${shape.join(' x ')}`);
  }
  return channels;
}
