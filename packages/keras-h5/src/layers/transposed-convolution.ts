import { type Pair, type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal, within } from '../layer-call.js';
import { channelsToBlocks } from '../operations/blocks.js';
import { activate, activationOption } from './activation.js';
import { channelsOf } from './convolution.js';
import { defineLayer } from './define-layer.js';
import { channelsLast, count, extension, padding, pair } from './options.js';

export const transposedConvolution = defineLayer({
  options: {
    filters: count,
    kernel_size: pair,
    strides: pair,
    padding,
    output_padding: extension.nullable(),
    data_format: channelsLast,
    dilation_rate: pair,
    activation: activationOption,
    use_bias: z.boolean(),
    groups: z.literal(1).optional(),
  },
  note: 'as a convolution that gives each block of pixels',
  read(call, { filters, kernel_size, use_bias, activation, ...options }) {
    const input = inputOf(call);
    const channels = channelsOf(call, input);
    const kernel = call.weights.take('kernel', [...kernel_size, filters, channels]);
    const bias = use_bias ? call.weights.take('bias', [filters]).data : null;
    return activate(call, activation, transposed(call, input, { kernel, bias, ...options }));
  },
});

/** 256 MiB: a large stride over a small kernel would take the memory of the machine. */
const MAX_WEIGHTS = 2 ** 26;

export interface Transposed {
  /** (height, width, outputs, inputs) */
  readonly kernel: Tensor;
  readonly bias: Float32Array | null;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly output_padding: Pair | null;
  readonly dilation_rate: Pair;
}

/**
 * Each pixel of the input adds the kernel, times its value, to the result, `strides` apart. Seen from the result, each
 * block of `strides` pixels reads the same few pixels of the input: a convolution with one output for each pixel of a block.
 */
export function transposed(call: LayerCall, input: GraphValue, options: Transposed): GraphValue {
  const { kernel, bias, strides, dilation_rate } = options;
  const { build } = call;
  const [height = 0, width = 0] = input.shape;
  const reach = [0, 1].map((axis) => ((kernel.shape[axis] ?? 1) - 1) * (dilation_rate[axis] ?? 1) + 1);
  const [rows, columns] = [0, 1].map((axis) => Math.ceil((reach[axis] ?? 1) / (strides[axis] ?? 1)));
  if (rows === undefined || columns === undefined) throw refusal(call, 'expected two directions');
  const weights = sizeOf(kernel.shape.slice(2)) * rows * columns * sizeOf(strides);
  if (weights > MAX_WEIGHTS)
    throw refusal(call, `expected at most ${MAX_WEIGHTS} weights for a block of pixels, got ${weights}`);
  const blockKernel = kernelOfBlocks(kernel, [rows, columns], options);
  const layer = {
    kind: 'conv2d',
    kernel: blockKernel,
    bias: null,
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: { top: rows - 1, bottom: rows - 1, left: columns - 1, right: columns - 1 },
    activation: null,
  } as const;
  const blocks = build.add(layer, [input], 'blocks-of-pixels');
  const pixels = channelsToBlocks(within(call, 'pixels'), blocks, strides);
  const along = [height, width].map((length, axis) =>
    partOf(length, axis as 0 | 1, { reach: reach[axis] ?? 1, options }),
  );
  const [down, across] = along;
  if (!down || !across) throw refusal(call, 'expected two directions');
  const size = [down.size, across.size, pixels.shape[2] ?? 0];
  // A stride above the kernel leaves pixels at the end to which nothing is added.
  const missing = size.map((length, axis) =>
    Math.max(0, length + (along[axis]?.start ?? 0) - (pixels.shape[axis] ?? 0)),
  );
  const whole = missing.some((length) => length > 0)
    ? build.add({ kind: 'pad', before: [0, 0, 0], after: missing, value: 0 }, [pixels], 'whole')
    : pixels;
  const cut = { kind: 'slice', start: [down.start, across.start, 0], size, step: [1, 1, 1] } as const;
  if (!bias) return build.add(cut, [whole]);
  const part = build.add(cut, [whole], 'part');
  return build.add({ kind: 'affine', scale: Float32Array.of(1), offset: bias }, [part]);
}

/** Where the result begins in the sum of all kernels, and how long it is: TensorFlow's own arithmetic. */
function partOf(
  length: number,
  axis: 0 | 1,
  { reach, options }: { readonly reach: number; readonly options: Transposed },
): { readonly start: number; readonly size: number } {
  const stride = options.strides[axis];
  const isSame = options.padding === 'same';
  const extra = options.output_padding?.[axis];
  const size = sizeOfResult();
  const all = (length - 1) * stride + reach;
  const cutAway = isSame ? Math.max(0, all - size) : 0;
  return { start: Math.floor(cutAway / 2), size };

  function sizeOfResult(): number {
    if (extra === undefined) return length * stride + (isSame ? 0 : Math.max(reach - stride, 0));
    const around = isSame ? 2 * Math.floor(reach / 2) : 0;
    return (length - 1) * stride + reach - around + extra;
  }
}

/**
 * Row a of the new kernel reads the input row that lies rows - 1 - a rows before a block's own; that one's kernel has its
 * row r + (rows - 1 - a) * stride at row r of the block.
 *
 * @returns (rows, columns, inputs, block's pixels * outputs)
 */
function kernelOfBlocks(
  { shape, data }: Tensor,
  [rows, columns]: Pair,
  { strides: [down, across], dilation_rate: [tall, wide] }: Transposed,
): Tensor {
  const [height = 0, width = 0, outputs = 0, inputs = 0] = shape;
  const target: Shape = [rows, columns, inputs, down * across * outputs];
  const values = new Float32Array(rows * columns * inputs * down * across * outputs);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = [y * tall, x * wide];
      const a = rows - 1 - Math.floor(row / down);
      const b = columns - 1 - Math.floor(column / across);
      const pixel = (row % down) * across + (column % across);
      for (let o = 0; o < outputs; o++)
        for (let i = 0; i < inputs; i++) {
          const to = (((a * columns + b) * inputs + i) * down * across + pixel) * outputs + o;
          // In range: `data` has the length of its shape.
          values[to] = data[((y * width + x) * outputs + o) * inputs + i] as number;
        }
    }
  }
  return { shape: target, data: values };
}
