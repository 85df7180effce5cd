import type { Pair, Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { activate, activationOption } from './activation.js';
import { convolution, depthwise, paddingOf, SINGLE_PIXELS } from './convolution.js';
import { defineLayer, type LayerDefinition, type LayerTable } from './define-layer.js';
import { channelsLast, count, extension, padding } from './options.js';
import { transposed } from './transposed-convolution.js';

/** One number, or a list of one. */
const single = z
  .union([
    z.int().positive().max(16_384),
    z.tuple([z.int().positive().max(16_384)]).transform(([only]) => only),
  ])
  .describe('a number');

const margin = z.int().min(0).max(4096);
const margins = z
  .union([margin.transform((each): Pair => [each, each]), z.tuple([margin, margin])])
  .describe('one or two numbers');

const windows = {
  kernel_size: single,
  strides: single,
  padding: z.enum(['valid', 'same', 'causal']),
  data_format: channelsLast,
  dilation_rate: single,
  activation: activationOption,
  use_bias: z.boolean(),
};

/** Layers over (positions, channels): those over images, with the positions as the rows of an image one pixel wide. */
export const TOKEN_LAYERS: LayerTable = {
  Conv1D: defineLayer({
    options: { filters: count, groups: count.default(1), ...windows },
    read(call, { filters, groups, kernel_size, use_bias, ...options }) {
      const input = columnOf(call, { ...options, kernel_size });
      const channels = input.shape[2] ?? 0;
      if (channels % groups !== 0) {
        throw refusal(call, `expected input channels divisible by ${groups} groups, got ${channels}`);
      }
      const { data } = call.weights.take('kernel', [kernel_size, channels / groups, filters]);
      const kernel = { shape: [kernel_size, 1, channels / groups, filters], data };
      const bias = use_bias ? call.weights.take('bias', [filters]).data : null;
      const layer = convolution(input, { ...windowOf(options), kernel, bias, groups });
      return tokensOf(call, call.build.add(layer, [input], 'convolved'), options.activation);
    },
  }),
  DepthwiseConv1D: defineLayer({
    options: {
      ...windows,
      groups: z.literal(1).optional(),
      filters: z.null().optional(),
      depth_multiplier: count,
    },
    read(call, { kernel_size, use_bias, depth_multiplier, ...options }) {
      const input = columnOf(call, { ...options, kernel_size });
      const kernel = depthwiseKernel(call, input, { kernel_size, depth_multiplier });
      const channels = input.shape[2] ?? 0;
      const bias = use_bias ? call.weights.take('bias', [channels * depth_multiplier]).data : null;
      const layer = convolution(input, { ...windowOf(options), groups: channels, kernel, bias });
      return tokensOf(call, call.build.add(layer, [input], 'convolved'), options.activation);
    },
  }),
  SeparableConv1D: defineLayer({
    options: {
      ...windows,
      groups: z.literal(1).optional(),
      rank: z.literal(1).optional(),
      filters: count,
      depth_multiplier: count,
    },
    read(call, { kernel_size, use_bias, filters, depth_multiplier, ...options }) {
      const input = columnOf(call, { ...options, kernel_size });
      const across = depthwiseKernel(call, input, { kernel_size, depth_multiplier });
      const groups = input.shape[2] ?? 0;
      const first = convolution(input, { ...windowOf(options), groups, kernel: across, bias: null });
      const spread = call.build.add(first, [input], 'depthwise');
      const outputs = (input.shape[2] ?? 0) * depth_multiplier;
      const { data } = call.weights.take('pointwise_kernel', [1, outputs, filters]);
      const bias = use_bias ? call.weights.take('bias', [filters]).data : null;
      const kernel = { shape: [1, 1, outputs, filters], data };
      const second = convolution(spread, { ...SINGLE_PIXELS, groups: 1, kernel, bias });
      return tokensOf(call, call.build.add(second, [spread], 'convolved'), options.activation);
    },
  }),
  Conv1DTranspose: defineLayer({
    options: {
      filters: count,
      ...windows,
      padding,
      output_padding: extension.nullable(),
      groups: z.literal(1).optional(),
    },
    read(call, { filters, kernel_size, use_bias, activation, ...options }) {
      const input = columnOf(call);
      const { data } = call.weights.take('kernel', [kernel_size, filters, input.shape[2] ?? 0]);
      const kernel = { shape: [kernel_size, 1, filters, input.shape[2] ?? 0], data };
      const bias = use_bias ? call.weights.take('bias', [filters]).data : null;
      const output_padding: Pair | null = options.output_padding && [options.output_padding[0], 0];
      const window = { strides: [options.strides, 1], dilation_rate: [options.dilation_rate, 1] } as const;
      const image = transposed(call, input, {
        kernel,
        bias,
        padding: options.padding,
        output_padding,
        ...window,
      });
      return tokensOf(call, image, activation);
    },
  }),
  MaxPooling1D: pooling('max'),
  AveragePooling1D: pooling('average'),
  UpSampling1D: defineLayer({
    options: { size: single },
    read(call, { size }) {
      const input = columnOf(call);
      const height = (input.shape[0] ?? 0) * size;
      const large = call.build.add(
        { kind: 'resize', method: 'nearest', height, width: 1 },
        [input],
        'repeated',
      );
      return tokensOf(call, large, null);
    },
  }),
  ZeroPadding1D: defineLayer({
    options: { padding: margins, data_format: channelsLast },
    read: (call, { padding: [before, after] }) =>
      call.build.add({ kind: 'pad', before: [before, 0], after: [after, 0], value: 0 }, [inputOf(call)]),
  }),
  Cropping1D: defineLayer({
    options: { cropping: margins },
    read(call, { cropping: [before, after] }) {
      const input = inputOf(call);
      const [positions = 0, channels = 0] = input.shape;
      const size = [positions - before - after, channels];
      return call.build.add({ kind: 'slice', start: [before, 0], size, step: [1, 1] }, [input]);
    },
  }),
  RepeatVector: defineLayer({
    options: { n: count.max(4096) },
    read(call, { n }) {
      const input = inputOf(call);
      const row = call.build.reshape([1, ...input.shape], input, 'row');
      const rows = Array.from({ length: n }, () => row);
      return n === 1 ? row : call.build.add({ kind: 'concat', axis: 0 }, rows);
    },
  }),
};

interface Window {
  readonly strides: number;
  readonly padding: 'valid' | 'same' | 'causal';
  readonly dilation_rate: number;
}

/** (positions, channels) as an image one pixel wide, with the zeros before it that `causal` asks for. */
function columnOf(
  call: LayerCall,
  { padding = 'valid', dilation_rate = 1, kernel_size = 1 }: Partial<Window & { kernel_size: number }> = {},
): GraphValue {
  const { build } = call;
  const input = inputOf(call);
  const [positions = 0, channels = 0] = input.shape;
  if (input.shape.length !== 2) {
    throw refusal(call, `expected positions and channels, got ${input.shape.join(' x ')}`);
  }
  const column = build.reshape([positions, 1, channels], input, 'column');
  const zeros = padding === 'causal' ? (kernel_size - 1) * dilation_rate : 0;
  if (zeros === 0) return column;
  return build.add({ kind: 'pad', before: [zeros, 0, 0], after: [0, 0, 0], value: 0 }, [column], 'causal');
}

function windowOf({ strides, padding, dilation_rate }: Window) {
  return {
    strides: [strides, 1] as Pair,
    padding: padding === 'causal' ? ('valid' as const) : padding,
    dilation_rate: [dilation_rate, 1] as Pair,
  };
}

function depthwiseKernel(
  call: LayerCall,
  input: GraphValue,
  { kernel_size, depth_multiplier }: { readonly kernel_size: number; readonly depth_multiplier: number },
): Tensor {
  const channels = input.shape[2] ?? 0;
  const { data } = call.weights.take('depthwise_kernel', [kernel_size, channels, depth_multiplier], 'kernel');
  return depthwise({ shape: [kernel_size, 1, channels, depth_multiplier], data });
}

function tokensOf(
  call: LayerCall,
  image: GraphValue,
  activation: Parameters<typeof activate>[1],
): GraphValue {
  const [positions = 0, , channels = 0] = image.shape;
  return activate(call, activation, call.build.reshape([positions, channels], image));
}

function pooling(operation: 'max' | 'average'): LayerDefinition {
  return defineLayer({
    options: { pool_size: single, strides: single.nullable(), padding, data_format: channelsLast },
    note: operation === 'average' ? "padding does not count in a 'same' average" : '',
    read(call, options) {
      const input = columnOf(call);
      const size: Pair = [options.pool_size, 1];
      const strides: Pair = [options.strides ?? options.pool_size, 1];
      const around = paddingOf(options.padding, input.shape, { size, strides });
      const pooled = call.build.add(
        { kind: 'pool', operation, size, strides, padding: around },
        [input],
        'pooled',
      );
      return tokensOf(call, pooled, null);
    },
  });
}
