import type { ArithmeticLayer, ConcatLayer, Layer, ReduceLayer, Shape, Tensor } from './layer-graph.js';
import { axisOfSum, SLACK, type Surroundings } from './own-sum.js';
import { isSameShape } from './shape.js';

/** What a value is that was made of softmaxes and sigmoids without further weights. */
export type Probabilities =
  | Shares
  /** The logarithms of shares. */
  | { readonly kind: 'logarithms' }
  /** Not below 0: shares whose sum is not the same for every picture, or that have none. */
  | { readonly kind: 'weights'; readonly members: number }
  | Chance
  /** 1 less a chance. */
  | { readonly kind: 'rest'; readonly of: string };

/** Not below 0, and along one axis, that of the classes, they add up to the same number everywhere. */
interface Shares {
  readonly kind: 'shares';
  readonly axis: number;
  /** What they add up to. */
  readonly total: number;
  /** The softmaxes that are mixed in it. */
  readonly members: number;
  /** The one softmax that it is, up to a factor; null for a mixture. */
  readonly source: Layer | null;
}

/** Each number by itself, from 0 to `total`: how likely the second of two classes is. */
interface Chance {
  readonly kind: 'chance';
  readonly total: number;
  readonly members: number;
  /** The one sigmoid that it is; null for a mixture. */
  readonly source: Layer | null;
}

type Found = ReadonlyMap<string, Probabilities | null>;

/** How much of the total clipping may add or take, at most, for the rest to count as clipped shares. */
const MOST_CLIPPED = 0.1;

/**
 * Tells what probabilities the values of a network are, from what is known of their inputs.
 *
 * @param order the layers, each after its inputs
 * @returns by layer name; null for a value that is none
 */
export function findProbabilities(order: readonly Layer[], surroundings: Surroundings): Found {
  const found = new Map<string, Probabilities | null>();
  for (const layer of order) found.set(layer.name, probabilitiesOf(layer, found, surroundings));
  return found;
}

function probabilitiesOf(layer: Layer, found: Found, around: Surroundings): Probabilities | null {
  const [first = ''] = layer.inputs;
  const input = found.get(first) ?? null;
  const shape = around.shapes.get(layer.name) ?? [];
  const before = around.shapes.get(first) ?? [];
  switch (layer.kind) {
    case 'softmax':
      return { kind: 'shares', axis: shape.length - 1, total: 1, members: 1, source: layer };
    case 'activation':
      return afterActivation(layer, input, shape);
    case 'identity':
      return input;
    case 'affine':
      return input && afterAffine(layer, input, { of: first, shape });
    case 'reshape':
      return movedTo(input, (axis) => axisAfterReshape(axis, before, shape));
    case 'transpose':
      return movedTo(input, (axis) => layer.permutation.indexOf(axis));
    case 'slice':
      return movedTo(input, (axis) => (before[axis] === shape[axis] ? axis : null));
    case 'reduce':
      return input && afterReduction(layer, input, before);
    case 'arithmetic':
      return afterArithmetic(layer, found, around);
    case 'concat':
      return afterConcat(layer, found);
    default:
      return null;
  }
}

/** @param move where the classes' axis goes; null where it does not stay one axis */
function movedTo(input: Probabilities | null, move: (axis: number) => number | null): Probabilities | null {
  if (input?.kind === 'rest') return null;
  if (input?.kind !== 'shares') return input;
  const axis = move(input.axis);
  return axis === null ? { kind: 'weights', members: input.members } : { ...input, axis };
}

/** An axis stays where the shapes differ in axes of length 1 alone. */
function axisAfterReshape(axis: number, before: Shape, after: Shape): number | null {
  const places = (shape: Shape) => shape.flatMap((size, i) => (size === 1 ? [] : [i]));
  const [from, to] = [places(before), places(after)];
  const isSame = from.length === to.length && from.every((place, i) => before[place] === after[to[i] ?? -1]);
  // A last axis also stays where only the axes before it are folded or unfolded.
  const isLast = axis === before.length - 1 && before.at(-1) === after.at(-1);
  return (isSame ? to[from.indexOf(axis)] : undefined) ?? (isLast ? after.length - 1 : null);
}

function afterActivation(
  layer: Layer & { kind: 'activation' },
  input: Probabilities | null,
  shape: Shape,
): Probabilities | null {
  const { activation } = layer;
  if (activation.kind === 'sigmoid') return { kind: 'chance', total: 1, members: 1, source: layer };
  // The numerator of a softmax that is written out.
  if (activation.kind === 'exp') return { kind: 'weights', members: 1 };
  if (!input || input.kind === 'rest' || input.kind === 'logarithms') return null;
  switch (activation.kind) {
    case 'relu':
    case 'abs':
      return input;
    case 'sqrt':
      return { kind: 'weights', members: input.members };
    case 'log':
      return input.kind === 'shares' ? { kind: 'logarithms' } : null;
    case 'clip':
      return afterClip(activation, input, shape);
    default:
      return null;
  }
}

function afterClip(
  { low, high }: { readonly low: number; readonly high: number },
  input: Shares | Chance | (Probabilities & { kind: 'weights' }),
  shape: Shape,
): Probabilities | null {
  if (high <= 0) return null;
  if (input.kind === 'weights') return input;
  if (low <= SLACK * input.total && high >= (1 - SLACK) * input.total) return input;
  if (input.kind === 'shares') {
    const added = low * (shape[input.axis] ?? 0);
    const isSlight = added <= MOST_CLIPPED * input.total && high >= (1 - MOST_CLIPPED) * input.total;
    if (isSlight) return { ...input, source: null };
  }
  // What is left has its sum from the picture; a network may divide it by that later.
  return { kind: 'weights', members: input.members };
}

function afterAffine(
  { scale, offset }: { readonly scale: Float32Array; readonly offset: Float32Array },
  input: Probabilities,
  { of, shape }: { readonly of: string; readonly shape: Shape },
): Probabilities | null {
  const [factor, added] = [onlyNumber(scale), onlyNumber(offset)];
  if (input.kind === 'chance' && Math.abs(input.total - 1) <= SLACK && factor === -1 && added === 1) {
    return { kind: 'rest', of };
  }
  if (input.kind === 'rest' || input.kind === 'logarithms') return null;
  if (!scale.every((each) => each >= 0) || !offset.every((each) => each >= 0)) return null;
  const weights = { kind: 'weights', members: input.members } as const;
  if (input.kind === 'weights' || factor === null || added === null || factor === 0) return weights;
  if (input.kind === 'chance') return added === 0 ? { ...input, total: input.total * factor } : weights;
  // A constant in each class's share, as label smoothing leaves it.
  const total = input.total * factor + added * (shape[input.axis] ?? 0);
  return { ...input, source: added === 0 ? input.source : null, total };
}

function afterReduction(
  { operation, axes, keepDims }: ReduceLayer,
  input: Probabilities,
  before: Shape,
): Probabilities | null {
  if (input.kind === 'rest' || input.kind === 'logarithms') return null;
  const places = axes.reduce((product, axis) => product * (before[axis] ?? 1), 1);
  if (input.kind === 'weights' || (input.kind === 'shares' && axes.includes(input.axis))) {
    return { kind: 'weights', members: input.members };
  }
  const isSum = operation === 'sum';
  if (places > 1 && !isSum && operation !== 'mean') return { kind: 'weights', members: input.members };
  const one = {
    ...input,
    total: input.total * (isSum ? places : 1),
    source: places === 1 ? input.source : null,
  };
  if (one.kind === 'chance' || keepDims) return one;
  return { ...one, axis: one.axis - axes.filter((axis) => axis < one.axis).length };
}

function afterArithmetic(layer: ArithmeticLayer, found: Found, around: Surroundings): Probabilities | null {
  const { operation, inputs } = layer;
  const constants = inputs.flatMap((name) => {
    const each = around.layers.get(name);
    return each?.kind === 'constant' ? [each.value] : [];
  });
  const others = inputs.filter((name) => around.layers.get(name)?.kind !== 'constant');
  const shapes = others.map((name) => around.shapes.get(name) ?? []);
  const [first = '', second = ''] = others;
  const input = found.get(first) ?? null;
  if (operation === 'divide' && input && others.length === 2) {
    const axis = axisOfSum(second, first, around);
    return axis === null ? null : normalised(input, axis);
  }
  const [constant] = constants;
  if (constant && constants.length === 1 && others.length === 1) {
    return input && withConstant(layer, input, { constant, of: first, shape: shapes[0] ?? [] });
  }
  if (constants.length > 0 || !shapes.every((shape) => isSameShape(shape, shapes[0] ?? []))) return null;
  const members = others.flatMap((name) => found.get(name) ?? []);
  if (members.length < others.length) return null;
  return operation === 'add' ? mixed(members) : combined(operation, members);
}

/** Arithmetic with a constant: an affine layer that is written out, or a power. */
function withConstant(
  { operation, inputs }: ArithmeticLayer,
  input: Probabilities,
  { constant, of, shape }: { readonly constant: Tensor; readonly of: string; readonly shape: Shape },
): Probabilities | null {
  // A constant of several rows gives each row a sum of its own.
  if (constant.shape.slice(0, -1).some((size) => size !== 1)) return null;
  const { data } = constant;
  const isFirst = inputs[0] === of;
  const [zero, one] = [Float32Array.of(0), Float32Array.of(1)];
  const affine = (scale: Float32Array, offset: Float32Array) =>
    afterAffine({ scale, offset }, input, { of, shape });
  switch (operation) {
    case 'add':
      return affine(one, data);
    case 'multiply':
      return affine(data, zero);
    case 'subtract':
      return isFirst ? null : affine(Float32Array.of(-1), data);
    case 'divide':
      return isFirst
        ? affine(
            data.map((value) => 1 / value),
            zero,
          )
        : null;
    case 'power':
      return isFirst && data.every((value) => value > 0) ? combined('multiply', [input]) : null;
    default:
      return null;
  }
}

/** Shares or chances of several networks, added. */
function mixed(members: readonly Probabilities[]): Probabilities | null {
  const [first] = members;
  if (first?.kind !== 'shares' && first?.kind !== 'chance') return null;
  const alike = members.flatMap((each) => (isLike(first, each) ? [each] : []));
  if (alike.length < members.length) return null;
  const { source } = first;
  const isOne = source !== null && alike.every((each) => each.source === source);
  const count = alike.reduce((sum, each) => sum + each.members, 0);
  return {
    ...first,
    total: alike.reduce((sum, each) => sum + each.total, 0),
    members: isOne ? first.members : count,
    source: isOne ? source : null,
  };
}

function isLike(first: Shares | Chance, each: Probabilities): each is Shares | Chance {
  if (first.kind === 'chance') return each.kind === 'chance';
  return each.kind === 'shares' && each.axis === first.axis;
}

/** What keeps values from falling below 0, and their sum unknown. */
function combined(
  operation: ArithmeticLayer['operation'],
  members: readonly Probabilities[],
): Probabilities | null {
  const keepsSign = operation === 'multiply' || operation === 'maximum' || operation === 'minimum';
  let count = 0;
  for (const each of members) {
    if (!keepsSign || each.kind === 'rest' || each.kind === 'logarithms') return null;
    count += each.members;
  }
  return { kind: 'weights', members: count };
}

/** Divided by their own sum along an axis, whatever that was. */
function normalised(input: Probabilities, axis: number): Probabilities | null {
  if (input.kind === 'rest' || input.kind === 'logarithms') return null;
  if (input.kind === 'shares' && input.axis === axis) return { ...input, total: 1 };
  return { kind: 'shares', axis, total: 1, members: input.members, source: null };
}

/** A chance beside its rest are the shares of two classes; shares that lie along another axis stay what they are. */
function afterConcat({ inputs, axis }: ConcatLayer, found: Found): Probabilities | null {
  const parts = inputs.flatMap((name) => found.get(name) ?? []);
  const [first, second] = parts;
  if (!first || parts.length < inputs.length) return null;
  const [rest, chance] = first.kind === 'rest' ? [first, second] : [second, first];
  if (rest?.kind === 'rest') {
    const isPair = parts.length === 2 && chance?.kind === 'chance' && inputs.includes(rest.of);
    return isPair ? { kind: 'shares', axis, total: 1, members: chance.members, source: null } : null;
  }
  const joined = mixed(parts);
  const isAlong = joined?.kind === 'shares' && joined.axis === axis;
  const isAlike = parts.every((each) => 'total' in each && 'total' in first && each.total === first.total);
  return joined && 'total' in joined && 'total' in first && isAlike && !isAlong
    ? { ...joined, total: first.total, source: null }
    : null;
}

/** The one number of a list that has one, or several alike. */
function onlyNumber(values: Float32Array): number | null {
  const [first = 0] = values;
  return values.every((value) => value === first) ? first : null;
}
