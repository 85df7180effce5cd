import type { Tensor } from '@slc/layer-graph';

/** Weights in whole numbers: weight = scales[channel] * number. */
export interface QuantisedWeights {
  readonly numbers: Int8Array;
  /** One for each output channel. */
  readonly scales: Float32Array;
  /** In steps of scales[channel] times the input's scale; null where there is no bias. */
  readonly bias: Int32Array | null;
  readonly biasScales: Float32Array;
}

/** Symmetric, so that 0 stays 0: -128 is left out. */
const HIGHEST_NUMBER = 127;

/** Far from the ends of int32, so that the sums to which a bias is added do not overflow. */
const LARGEST_BIAS = 2 ** 29;

/**
 * Rounds weights to int8, each output channel in steps of its own.
 *
 * @param kernel its output channels are its first axis, or its last
 * @param inputScale of the bytes that it is multiplied with
 */
export function quantiseWeights(
  { shape, data }: Tensor,
  {
    bias,
    inputScale,
    channelAxis,
  }: {
    readonly bias: Float32Array | null;
    readonly inputScale: number;
    readonly channelAxis: 'first' | 'last';
  },
): QuantisedWeights {
  const channels = (channelAxis === 'first' ? shape[0] : shape.at(-1)) ?? 0;
  const perChannel = data.length / channels;
  // From a channel's first weight to its next one, and from one channel's first weight to that of the next.
  const [next, nextChannel] = channelAxis === 'first' ? [1, perChannel] : [channels, 1];
  const numbers = new Int8Array(data.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const first = channel * nextChannel;
    const end = first + perChannel * next;
    let largest = 0;
    // In range: both loops walk the channel's weights.
    for (let i = first; i < end; i += next) largest = Math.max(largest, Math.abs(data[i] as number));
    // A channel of tiny weights and a large bias gets coarser steps, in which its bias is an int32.
    const least = Math.abs(bias?.[channel] ?? 0) / (inputScale * LARGEST_BIAS);
    const scale = Math.fround(Math.max(largest / HIGHEST_NUMBER, least)) || 1;
    scales[channel] = scale;
    for (let i = first; i < end; i += next) numbers[i] = Math.round((data[i] as number) / scale);
  }
  const biasScales = scales.map((scale) => scale * inputScale);
  return {
    numbers,
    scales,
    bias: bias && Int32Array.from(bias, (value, channel) => Math.round(value / (biasScales[channel] ?? 1))),
    biasScales,
  };
}
