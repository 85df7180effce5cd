import type { ArithmeticLayer, ConstantLayer, Layer, LayerGraph, ReduceLayer, Shape } from './layer-graph.js';
import { shapesOf } from './layer-shapes.js';
import { sizeOf } from './shape.js';

/**
 * What a network's first layers, before the first that has weights to train, say of the numbers that it wants. `pixels`:
 * they bring 0..255 to the network's own range. `unit`: they only make sense of 0..1. Null: they say nothing.
 */
export type OwnScaling = 'pixels' | 'unit' | null;

/**
 * Decides it on the graph as a reader gives it, whatever the file's layers are called: a `Rescaling`, a `Normalization`,
 * `preprocess_input` in any mode and constants in arithmetic all come down to x * scale + offset, and swapped channels to
 * slices. Where several paths lead from the input, one that scales pixels is enough, wherever the paths meet: see
 * `JUDGES_BEFORE`.
 */
export function findOwnScaling(graph: LayerGraph): OwnScaling {
  const found = new Set(endsOfStem(graph).map(judge));
  if (found.has('pixels')) return 'pixels';
  return found.has('unit') ? 'unit' : null;
}

/** No deviation of numbers within 0..1 is above 1/2: what divides by less expects them. */
const UNIT_SCALE_FROM = 2;
/** Pixels deviate by 5 at least, unless they are nearly one colour; 1/255 and 1/127.5 are far below. */
const PIXEL_SCALE_TO = 1 / 5;
/** What is subtracted from pixels to centre or invert them. From numbers within 0..1 or -1..1, 1 is subtracted at most. */
const PIXEL_MEAN_FROM = 32;

function judge({ low, high }: Range): OwnScaling {
  const scale = mean(high.map((value, c) => Math.abs(value - (low[c] ?? 0)))) / 255;
  // The pixel that becomes 0.
  const zero = mean(low.map((value, c) => (-255 * value) / ((high[c] ?? 0) - value)));
  if (scale === 0) return null;
  if (scale >= UNIT_SCALE_FROM) return 'unit';
  return scale <= PIXEL_SCALE_TO || zero >= PIXEL_MEAN_FROM ? 'pixels' : null;
}

/**
 * What pixels of 0 and of 255 have become, in a picture that has both: one number for all places, or one for each place of
 * the last axis. Where the two are the same, the value is that of the whole picture, as its smallest number is.
 */
interface Range {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const PIXELS: Range = { low: [0], high: [255] };

/**
 * Layers that what they read is judged before, whatever comes of it: a `concat` puts several paths into one value, and
 * what is divided by its own largest number has forgotten what it was.
 */
const JUDGES_BEFORE: ReadonlySet<Layer['kind']> = new Set(['concat', 'reduce']);

/** The values that the first layers hand on to others. */
function endsOfStem(graph: LayerGraph): readonly Range[] {
  const shapes = shapesOf(graph);
  const constants = new Map<string, Range>();
  const stem = new Map<string, Range>();
  const ends = new Set<Range>();
  for (const layer of graph.layers) {
    if (layer.kind === 'constant') constants.set(layer.name, fixedAt(channelMeans(layer)));
    const ranges = layer.inputs.flatMap((name) => stem.get(name) ?? []);
    if (layer.kind !== 'input' && ranges.length === 0) continue;
    const next = follow(layer, {
      ranges,
      rangeOf: (name) => stem.get(name) ?? constants.get(name),
      shapeOf: (name) => shapes.get(name) ?? [],
    });
    if (next) stem.set(layer.name, next);
    if (!next || JUDGES_BEFORE.has(layer.kind)) for (const range of ranges) ends.add(range);
  }
  return [...ends];
}

interface Surroundings {
  /** Of the layer's inputs that belong to the stem. */
  readonly ranges: readonly Range[];
  /** Of a value that belongs to the stem, or of a constant. */
  rangeOf(name: string): Range | undefined;
  shapeOf(name: string): Shape;
}

/** What a layer makes of the range; null where it is no longer one of the first layers. */
function follow(layer: Layer, { ranges, rangeOf, shapeOf }: Surroundings): Range | null {
  const [range] = ranges;
  if (layer.kind === 'input') return PIXELS;
  if (!range) return null;
  switch (layer.kind) {
    case 'identity':
    case 'pad':
    case 'pool':
    case 'resize':
      return range;
    case 'affine':
      return mapped(range, [layer.scale, layer.offset], (value, scale, offset) => value * scale + offset);
    case 'batch-norm':
      // Its mean and variance were measured on the training's pictures at this very place, so they tell their range as those
      // of a `Normalization` do. Gamma and beta were learnt, and tell nothing.
      return mapped(
        range,
        [layer.mean, layer.variance],
        (value, average, variance) => (value - average) / Math.sqrt(variance + layer.epsilon),
      );
    case 'reduce':
      return extreme(layer, range, shapeOf(layer.inputs[0] ?? ''));
    case 'activation':
      return layer.activation.kind === 'step' && isFixed(range) ? stepOf(range) : null;
    case 'arithmetic':
      return combined(layer, rangeOf);
    case 'slice':
      return picked(range, layer);
    case 'concat':
      return joined(layer, ranges, shapeOf);
    case 'reshape':
    case 'transpose':
      return shapeOf(layer.name).at(-1) === range.low.length ? range : averaged(range);
    default:
      return null;
  }
}

type Numbers = ArrayLike<number>;

/** Both ends of the range, each with the numbers of its channel; a list of one number serves all channels. */
function mapped(
  { low, high }: Range,
  [first, second]: readonly [Numbers, Numbers],
  change: (value: number, first: number, second: number) => number,
): Range {
  const channels = Math.max(low.length, first.length, second.length);
  const at = (list: Numbers, c: number) => list[list.length === 1 ? 0 : c] ?? 0;
  const each = (values: readonly number[]) =>
    Array.from({ length: channels }, (_, c) => change(at(values, c), at(first, c), at(second, c)));
  return { low: each(low), high: each(high) };
}

/** The smallest or largest number of each channel, or of all; null for what is not of the whole picture. */
function extreme({ operation, axes }: ReduceLayer, { low, high }: Range, shape: Shape): Range | null {
  const last = shape.length - 1;
  const isWhole = shape.every((_, axis) => axis === last || axes.includes(axis));
  if (!isWhole || (operation !== 'min' && operation !== 'max')) return null;
  const choose = Math[operation];
  const ofChannels = low.map((value, c) => choose(value, high[c] ?? 0));
  return fixedAt(axes.includes(last) ? [choose(...ofChannels)] : ofChannels);
}

function fixedAt(values: readonly number[]): Range {
  return { low: values, high: values };
}

function isFixed({ low, high }: Range): boolean {
  return low.every((value, c) => value === high[c]);
}

function stepOf({ low }: Range): Range {
  return fixedAt(low.map((value) => (value > 0 ? 1 : 0)));
}

/** Arithmetic with a constant, or with a number of the whole picture; null for arithmetic between other values. */
function combined({ inputs, operation }: ArithmeticLayer, rangeOf: Surroundings['rangeOf']): Range | null {
  const compute = ARITHMETIC[operation];
  const [left, right] = inputs.map(rangeOf);
  if (!compute || !left || !right || inputs.length !== 2) return null;
  if (isFixed(right)) return mapped(left, [right.low, [0]], compute);
  return isFixed(left) ? mapped(right, [left.low, [0]], (value, other) => compute(other, value)) : null;
}

/** What brings one range to another in a straight line. */
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

/** One number for each place of the last axis: a mean image has one for each pixel. */
function channelMeans({ value: { shape, data } }: ConstantLayer): readonly number[] {
  const channels = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / channels;
  const sums = new Array<number>(channels).fill(0);
  data.forEach((value, i) => {
    sums[i % channels] = (sums[i % channels] ?? 0) + value / rows;
  });
  return sums;
}

/** A slice takes some channels, perhaps in the opposite order. */
function picked(range: Range, { start, size, step }: Extract<Layer, { kind: 'slice' }>): Range {
  if (range.low.length === 1) return range;
  const [first = 0, count = 0, stride = 1] = [start.at(-1), size.at(-1), step.at(-1)];
  const pick = (values: readonly number[]) =>
    Array.from({ length: count }, (_, i) => values[first + i * stride] ?? 0);
  return { low: pick(range.low), high: pick(range.high) };
}

/** Channels one after the other; null where other values come between them. */
function joined(
  { name, inputs, axis }: Extract<Layer, { kind: 'concat' }>,
  ranges: readonly Range[],
  shapeOf: Surroundings['shapeOf'],
): Range | null {
  if (ranges.length !== inputs.length) return null;
  if (axis !== shapeOf(name).length - 1) return averaged(joinedValues(ranges));
  const spread = ranges.map((range, i) => {
    const channels = new Array<number>(shapeOf(inputs[i] ?? '').at(-1) ?? 1);
    return mapped(range, [channels, channels], (value) => value);
  });
  return joinedValues(spread);
}

function joinedValues(ranges: readonly Range[]): Range {
  return { low: ranges.flatMap(({ low }) => low), high: ranges.flatMap(({ high }) => high) };
}

/** Where the channels have no axis of their own any more. */
function averaged({ low, high }: Range): Range {
  return { low: [mean(low)], high: [mean(high)] };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
