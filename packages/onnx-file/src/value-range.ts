import { carries } from './head-operators.js';
import { LONGEST_WAY, MOST_NUMBERS } from './limits.js';
import type { Network } from './network.js';
import { type FileNode, floatAttribute, kindOf } from './read/node.js';

/** Between which numbers a value lies, whatever the picture. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

const ANY: ValueRange = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/**
 * Bounds a value by what its operators can give, walking back as far as these bound it: interval arithmetic (Moore, Kearfott, Cloud:
 * "Introduction to Interval Analysis", 2009). So a probability is told from a logit, however its sigmoid is written.
 */
export function rangeOf(network: Network, value: string): ValueRange {
  return new Ranges(network).of(value, 0);
}

/** Whether all that lies between is a probability. */
export function areProbabilities({ low, high }: ValueRange): boolean {
  return low >= -ROUNDING && high <= 1 + ROUNDING;
}

/** Of constants in float16. */
const ROUNDING = 1e-3;

class Ranges {
  readonly #network: Network;
  /** Each value is looked at once, since there may be a thousand ways to it. */
  readonly #known = new Map<string, ValueRange>();

  constructor(network: Network) {
    this.#network = network;
  }

  of(value: string, depth: number): ValueRange {
    const known = this.#known.get(value);
    if (known) return known;
    // What is met once more while it is looked at is a ring.
    this.#known.set(value, ANY);
    const range = this.#constant(value) ?? this.#computed(value, depth);
    const isNumber = !Number.isNaN(range.low) && !Number.isNaN(range.high);
    this.#known.set(value, isNumber ? range : ANY);
    return isNumber ? range : ANY;
  }

  #constant(value: string): ValueRange | null {
    const tensor = this.#network.constantOf(value);
    if (!tensor) return null;
    const count = tensor.dimensions.reduce((a, b) => a * b, 1);
    const floats = count > 0 && count <= MOST_NUMBERS ? this.#network.floatsOf(value) : null;
    return floats && spanOf([...floats]);
  }

  #computed(value: string, depth: number): ValueRange {
    const maker = this.#network.makerOf(value);
    if (!maker || depth >= LONGEST_WAY) return ANY;
    const kind = kindOf(maker);
    const inputs = () => maker.inputs.map((input) => this.of(input, depth + 1));
    if (carries(this.#network, maker) || KEEPS.has(kind)) return inputs()[0] ?? ANY;
    const bounded = BOUNDED.get(kind);
    if (bounded) return bounded;
    if (kind === 'Clip') return clipped(maker, inputs());
    const combine = COMBINES.get(kind);
    return combine ? combine(inputs()) : ANY;
  }
}

function spanOf(values: readonly number[]): ValueRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (Number.isNaN(value)) return ANY;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}

/** What any input is brought to. */
const BOUNDED: ReadonlyMap<string, ValueRange> = new Map([
  ['Sigmoid', { low: 0, high: 1 }],
  ['HardSigmoid', { low: 0, high: 1 }],
  ['Softmax', { low: 0, high: 1 }],
  ['LogSoftmax', { low: Number.NEGATIVE_INFINITY, high: 0 }],
  ['Tanh', { low: -1, high: 1 }],
  ['Erf', { low: -1, high: 1 }],
  ['Softsign', { low: -1, high: 1 }],
]);

/** Those that choose among values, or take the mean of some. */
const KEEPS: ReadonlySet<string> = new Set([
  'Transpose',
  'Slice',
  'Gather',
  'Split',
  'Expand',
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'GlobalAveragePool',
  'GlobalMaxPool',
]);

type Combine = (inputs: readonly ValueRange[]) => ValueRange;

const rising =
  (compute: (value: number) => number): Combine =>
  ([x = ANY]) => ({ low: compute(x.low), high: compute(x.high) });

const ofTwo =
  (combine: (a: ValueRange, b: ValueRange) => ValueRange): Combine =>
  ([a = ANY, b = ANY]) =>
    combine(a, b);

const sum = (a: ValueRange, b: ValueRange): ValueRange => ({ low: a.low + b.low, high: a.high + b.high });
const negative = ({ low, high }: ValueRange): ValueRange => ({ low: -high, high: -low });
const total: Combine = (inputs) => inputs.reduce(sum);
const union: Combine = (inputs) => spanOf(inputs.flatMap(({ low, high }) => [low, high]));

const COMBINES: ReadonlyMap<string, Combine> = new Map([
  ['Exp', rising(Math.exp)],
  ['Log', rising((value) => Math.log(Math.max(value, 0)))],
  ['Sqrt', rising((value) => Math.sqrt(Math.max(value, 0)))],
  ['Relu', rising((value) => Math.max(value, 0))],
  ['Neg', ([x = ANY]) => negative(x)],
  ['Reciprocal', ([x = ANY]) => inverse(x)],
  ['Add', ofTwo(sum)],
  ['Sub', ofTwo((a, b) => sum(a, negative(b)))],
  ['Mul', ofTwo(product)],
  ['Div', ofTwo((a, b) => product(a, inverse(b)))],
  ['Sum', total],
  ['Mean', (inputs) => product(total(inputs), { low: 1 / inputs.length, high: 1 / inputs.length })],
  ['Concat', union],
  ['Where', ([, ...chosen]) => union(chosen)],
  [
    'Min',
    (inputs) => ({
      low: Math.min(...inputs.map(({ low }) => low)),
      high: Math.min(...inputs.map(({ high }) => high)),
    }),
  ],
  [
    'Max',
    (inputs) => ({
      low: Math.max(...inputs.map(({ low }) => low)),
      high: Math.max(...inputs.map(({ high }) => high)),
    }),
  ],
]);

function product(a: ValueRange, b: ValueRange): ValueRange {
  // Nothing of what may be without end is nothing.
  const times = (x: number, y: number) => (x === 0 || y === 0 ? 0 : x * y);
  return spanOf([times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)]);
}

function inverse({ low, high }: ValueRange): ValueRange {
  const holdsZero = low < 0 && high > 0;
  if (holdsZero || (low === 0 && high === 0)) return ANY;
  return low >= 0 ? { low: 1 / high, high: 1 / Math.abs(low) } : { low: -1 / Math.abs(high), high: 1 / low };
}

/** Until opset 11 the limits were attributes. */
function clipped(node: FileNode, [x = ANY, ...limits]: readonly ValueRange[]): ValueRange {
  const limitOf = (name: 'min' | 'max', index: number) => {
    const attribute = floatAttribute(node, name);
    if (attribute !== undefined) return { low: attribute, high: attribute };
    return node.inputs[index + 1] ? limits[index] : undefined;
  };
  const least = limitOf('min', 0)?.low ?? Number.NEGATIVE_INFINITY;
  const most = limitOf('max', 1)?.high ?? Number.POSITIVE_INFINITY;
  const within = (value: number) => Math.min(Math.max(value, least), most);
  return { low: within(x.low), high: within(x.high) };
}
