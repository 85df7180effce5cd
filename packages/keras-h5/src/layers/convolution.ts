import {
  type Layer,
  NO_PADDING,
  type Padding2d,
  type Pair,
  type Shape,
  samePadding2d,
} from '@slc/layer-graph';
import { z } from 'zod';
import type { LayerConfig } from '../model-config.js';
import type { LayerWeights } from '../weights.js';
import { withActivation } from './activation.js';
import { channelsLast, pair, readOptions } from './options.js';

const shared = {
  kernel_size: pair,
  strides: pair,
  padding: z.enum(['same', 'valid']),
  data_format: channelsLast,
  dilation_rate: pair,
  activation: z.string(),
  use_bias: z.boolean(),
};

export function readConv2d(
  layer: LayerConfig,
  weights: LayerWeights,
  [inputShape = []]: readonly Shape[],
): Layer[] {
  const options = readOptions(layer, {
    ...shared,
    filters: z.int().positive(),
    groups: z.int().positive().default(1),
  });
  const channelsPerGroup = (inputShape.at(-1) ?? 0) / options.groups;
  const kernel = weights.take('kernel', [...options.kernel_size, channelsPerGroup, options.filters]);
  const bias = options.use_bias ? weights.take('bias', [options.filters]).data : null;
  return withActivation(layer, options.activation, (name) => ({
    kind: 'conv2d',
    name,
    inputs: layer.inputs,
    kernel,
    bias,
    strides: options.strides,
    dilation: options.dilation_rate,
    groups: options.groups,
    padding: paddingOf(options, inputShape),
    activation: null,
  }));
}

export function readDepthwiseConv2d(
  layer: LayerConfig,
  weights: LayerWeights,
  [inputShape = []]: readonly Shape[],
): Layer[] {
  const options = readOptions(layer, {
    ...shared,
    // Keras writes Conv2D's own options here too; it reads neither.
    groups: z.literal(1).optional(),
    filters: z.null().optional(),
    depth_multiplier: z.int().positive(),
  });
  const channels = inputShape.at(-1) ?? 0;
  const outputChannels = channels * options.depth_multiplier;
  const [height, width] = options.kernel_size;
  const { data } = weights.take('depthwise_kernel', [height, width, channels, options.depth_multiplier]);
  const bias = options.use_bias ? weights.take('bias', [outputChannels]).data : null;
  return withActivation(layer, options.activation, (name) => ({
    kind: 'conv2d',
    name,
    inputs: layer.inputs,
    // (h, w, channels, multiplier) and (h, w, 1, channels * multiplier) lie alike in memory.
    kernel: { shape: [height, width, 1, outputChannels], data },
    bias,
    strides: options.strides,
    dilation: options.dilation_rate,
    groups: channels,
    padding: paddingOf(options, inputShape),
    activation: null,
  }));
}

function paddingOf(
  options: {
    readonly padding: 'same' | 'valid';
    readonly kernel_size: Pair;
    readonly strides: Pair;
    readonly dilation_rate: Pair;
  },
  [height = 0, width = 0]: Shape,
): Padding2d {
  if (options.padding === 'valid') return NO_PADDING;
  return samePadding2d([height, width], options.kernel_size, options.strides, options.dilation_rate);
}
