import type { ArithmeticLayer, Layer, ReduceLayer, Shape, Tensor } from './layer-graph.js';
import { isSameShape, isVectorShape } from './shape.js';

/** What a value is that was made of softmaxes and sigmoids without further weights. */
export type Probabilities =
  /** Not below 0, and along the last axis they add up to the same number everywhere. */
  | {
      readonly kind: 'shares';
      /** The softmaxes that are mixed in it. */
      readonly members: number;
      /** The one softmax that it is, up to a factor; null for a mixture. */
      readonly softmax: Layer | null;
      /** What they add up to. */
      readonly total: number;
    }
  /** Not below 0: shares whose sum is not the same for every picture. */
  | { readonly kind: 'weights'; readonly members: number }
  /** The logarithms of shares. */
  | { readonly kind: 'logarithms'; readonly members: number }
  /** One number from 0 to `total`: how likely the second of two classes is. */
  | {
      readonly kind: 'chance';
      readonly members: number;
      /** The one sigmoid that it is; null for a mixture. */
      readonly sigmoid: Layer | null;
      readonly total: number;
    }
  /** 1 less a chance. */
  | { readonly kind: 'rest'; readonly of: string };

/** The layers before a network's end. */
export interface Surroundings {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

type Found = ReadonlyMap<string, Probabilities | null>;

/** How far limits, and a total, may be off: what clipping takes from probabilities is not seen in an answer then. */
const SLACK = 1e-5;

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
  switch (layer.kind) {
    case 'softmax':
      return { kind: 'shares', members: 1, softmax: layer, total: 1 };
    case 'activation':
      return afterActivation(layer, input, shape);
    case 'identity':
      return input;
    case 'reshape': {
      const before = around.shapes.get(first) ?? [];
      const keepsRows = before.at(-1) === shape.at(-1) || (isVectorShape(before) && isVectorShape(shape));
      return keepsRows ? input : null;
    }
    case 'affine':
      return input && afterAffine(layer, input, { of: first, length: shape.at(-1) ?? 0 });
    case 'reduce':
      return input && afterReduction(layer, input, around.shapes.get(first) ?? []);
    case 'arithmetic':
      return afterArithmetic(layer, found, around);
    case 'concat':
      return afterConcat(layer.inputs, layer.axis === shape.length - 1, found);
    default:
      return null;
  }
}

function afterActivation(
  layer: Layer & { kind: 'activation' },
  input: Probabilities | null,
  shape: Shape,
): Probabilities | null {
  const { activation } = layer;
  if (activation.kind === 'sigmoid' && shape.at(-1) === 1) {
    return { kind: 'chance', members: 1, sigmoid: layer, total: 1 };
  }
  // The numerator of a softmax that is written out.
  if (activation.kind === 'exp' || activation.kind === 'sigmoid') return { kind: 'weights', members: 1 };
  if (!input || input.kind === 'rest' || input.kind === 'logarithms') return null;
  switch (activation.kind) {
    case 'relu':
    case 'abs':
      return input;
    case 'sqrt':
      return input.kind === 'chance' ? null : { kind: 'weights', members: input.members };
    case 'log':
      return input.kind === 'shares' ? { kind: 'logarithms', members: input.members } : null;
    case 'clip':
      return afterClip(activation, input, shape.at(-1) ?? 0);
    default:
      return null;
  }
}

function afterClip(
  { low, high }: { readonly low: number; readonly high: number },
  input: Exclude<Probabilities, { kind: 'rest' | 'logarithms' }>,
  length: number,
): Probabilities | null {
  if (input.kind === 'weights') return high > 0 ? input : null;
  if (low <= SLACK * input.total && high >= (1 - SLACK) * input.total) return input;
  if (input.kind === 'chance' || high <= 0) return null;
  const isSlight = low * length <= MOST_CLIPPED * input.total && high >= (1 - MOST_CLIPPED) * input.total;
  // Else what is left has its sum from the picture; a network may divide it by that later.
  return isSlight ? { ...input, softmax: null } : { kind: 'weights', members: input.members };
}

function afterAffine(
  { scale, offset }: { readonly scale: Float32Array; readonly offset: Float32Array },
  input: Probabilities,
  { of, length }: { readonly of: string; readonly length: number },
): Probabilities | null {
  const [factor, added] = [onlyNumber(scale), onlyNumber(offset)];
  if (input.kind === 'chance' && Math.abs(input.total - 1) <= SLACK && factor === -1 && added === 1) {
    return { kind: 'rest', of };
  }
  if (!scale.every((each) => each >= 0) || !offset.every((each) => each >= 0)) return null;
  switch (input.kind) {
    case 'shares': {
      if (factor === null || added === null) return { kind: 'weights', members: input.members };
      if (factor === 0) return null;
      // A constant in each class's share, as label smoothing leaves it.
      const total = input.total * factor + added * length;
      return { ...input, softmax: added === 0 ? input.softmax : null, total };
    }
    case 'weights':
      return input;
    case 'chance':
      return factor !== null && factor > 0 && added === 0 ? { ...input, total: input.total * factor } : null;
    default:
      return null;
  }
}

function afterReduction(
  { operation, axes }: ReduceLayer,
  input: Probabilities,
  before: Shape,
): Probabilities | null {
  const isAlongRows = axes.includes(before.length - 1);
  if (isAlongRows || input.kind === 'rest' || input.kind === 'logarithms') return null;
  if (input.kind === 'weights') return input;
  const places = axes.reduce((product, axis) => product * (before[axis] ?? 1), 1);
  const one = places === 1 ? input : withoutSource(input);
  if (operation === 'mean') return one;
  if (operation === 'sum') return { ...one, total: input.total * places };
  return places === 1 ? input : { kind: 'weights', members: input.members };
}

type Mixed = Extract<Probabilities, { kind: 'shares' | 'chance' }>;

function withoutSource(input: Mixed): Mixed {
  return input.kind === 'shares' ? { ...input, softmax: null } : { ...input, sigmoid: null };
}

function afterArithmetic(layer: ArithmeticLayer, found: Found, around: Surroundings): Probabilities | null {
  const { operation, inputs } = layer;
  const constants = inputs.flatMap((name) => {
    const each = around.layers.get(name);
    return each?.kind === 'constant' ? [each.value] : [];
  });
  const others = inputs.filter((name) => around.layers.get(name)?.kind !== 'constant');
  const shapes = others.map((name) => around.shapes.get(name) ?? []);
  const [first = ''] = others;
  const input = found.get(first) ?? null;
  if (operation === 'divide' && input && others.length === 2 && isSumOf(others[1] ?? '', first, around)) {
    return normalised(input);
  }
  const [constant] = constants;
  if (constant && constants.length === 1 && others.length === 1) {
    return input && withConstant(layer, input, { constant, of: first, length: shapes[0]?.at(-1) ?? 0 });
  }
  if (constants.length > 0 || !shapes.every((shape) => isSameShape(shape, shapes[0] ?? []))) return null;
  const members = others.map((name) => found.get(name) ?? null);
  if (operation === 'add') return mixed(members);
  const counts = members.map((each) =>
    each?.kind === 'shares' || each?.kind === 'weights' ? each.members : 0,
  );
  const keepsSign = operation === 'multiply' || operation === 'maximum' || operation === 'minimum';
  if (!keepsSign || counts.includes(0)) return null;
  return { kind: 'weights', members: counts.reduce((sum, count) => sum + count, 0) };
}

/** Arithmetic with a constant: an affine layer that is written out, or a power. */
function withConstant(
  { operation, inputs }: ArithmeticLayer,
  input: Probabilities,
  { constant, of, length }: { readonly constant: Tensor; readonly of: string; readonly length: number },
): Probabilities | null {
  // A constant of several rows gives each row a sum of its own.
  if (constant.shape.slice(0, -1).some((size) => size !== 1)) return null;
  const { data } = constant;
  const isFirst = inputs[0] === of;
  const [zero, one] = [Float32Array.of(0), Float32Array.of(1)];
  const affine = (scale: Float32Array, offset: Float32Array) =>
    afterAffine({ scale, offset }, input, { of, length });
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
    case 'power': {
      const isPower = isFirst && data.every((value) => value > 0);
      return isPower && (input.kind === 'shares' || input.kind === 'weights')
        ? { kind: 'weights', members: input.members }
        : null;
    }
    default:
      return null;
  }
}

/** Shares of several networks, added. */
function mixed(members: readonly (Probabilities | null)[]): Probabilities | null {
  const [first] = members;
  if (first?.kind !== 'shares' && first?.kind !== 'chance') return null;
  const alike = members.filter((each) => each?.kind === first.kind) as Mixed[];
  if (alike.length < members.length) return null;
  const total = alike.reduce((sum, each) => sum + each.total, 0);
  const isOne = alike.every((each) => sourceOf(each) !== null && sourceOf(each) === sourceOf(first));
  if (isOne) return { ...first, total };
  return { ...withoutSource(first), members: alike.reduce((sum, each) => sum + each.members, 0), total };
}

function sourceOf(each: Mixed): Layer | null {
  return each.kind === 'shares' ? each.softmax : each.sigmoid;
}

/** Divided by its own sum, whatever that was. */
function normalised(input: Probabilities): Probabilities | null {
  if (input.kind === 'shares') return { ...input, total: 1 };
  return input.kind === 'weights'
    ? { kind: 'shares', members: input.members, softmax: null, total: 1 }
    : null;
}

/** Whether a layer gives the sum of another's last axis, perhaps kept from 0 by a small number. */
function isSumOf(name: string, of: string, { layers, shapes }: Surroundings): boolean {
  const layer = layers.get(name);
  switch (layer?.kind) {
    case 'reduce': {
      const before = shapes.get(of) ?? [];
      const isRow = layer.axes.length === 1 && layer.axes[0] === before.length - 1;
      // A vector's sum has one axis either way.
      return (
        layer.operation === 'sum' &&
        isRow &&
        (layer.keepDims || before.length === 1) &&
        layer.inputs[0] === of
      );
    }
    case 'identity':
    case 'reshape':
      return isSumOf(layer.inputs[0] ?? '', of, { layers, shapes });
    case 'affine': {
      const isSmall = layer.offset.every((value) => Math.abs(value) <= SLACK);
      return (
        isSmall &&
        layer.scale.every((value) => value === 1) &&
        isSumOf(layer.inputs[0] ?? '', of, { layers, shapes })
      );
    }
    case 'activation': {
      const { activation } = layer;
      const isFloor = activation.kind === 'clip' && activation.low <= SLACK && activation.high >= 1e30;
      return isFloor && isSumOf(layer.inputs[0] ?? '', of, { layers, shapes });
    }
    case 'arithmetic': {
      const [sum, ...rest] = layer.inputs.filter((input) => layers.get(input)?.kind !== 'constant');
      const small = layer.inputs.every((input) => {
        const each = layers.get(input);
        return each?.kind !== 'constant' || each.value.data.every((value) => Math.abs(value) <= SLACK);
      });
      const isGuard = layer.operation === 'maximum' || layer.operation === 'add';
      return (
        isGuard && small && sum !== undefined && rest.length === 0 && isSumOf(sum, of, { layers, shapes })
      );
    }
    default:
      return false;
  }
}

/** A chance beside its rest are the shares of two classes; rows one below the other stay what they are. */
function afterConcat(inputs: readonly string[], isAlongRows: boolean, found: Found): Probabilities | null {
  const parts = inputs.map((name) => found.get(name) ?? null);
  if (isAlongRows) {
    const place = parts.findIndex((part) => part?.kind === 'rest');
    const rest = parts[place];
    const chance = parts[1 - place];
    const isPair = parts.length === 2 && rest?.kind === 'rest' && rest.of === inputs[1 - place];
    if (!isPair || chance?.kind !== 'chance') return null;
    return { kind: 'shares', members: chance.members, softmax: null, total: 1 };
  }
  const [first] = parts;
  const isAlike = parts.every((each) => each?.kind === 'shares' && each.total === (first as Mixed).total);
  return first && isAlike ? mixedRows(parts as Mixed[]) : null;
}

function mixedRows(parts: readonly Mixed[]): Probabilities | null {
  const [first] = parts;
  return first
    ? { ...withoutSource(first), members: parts.reduce((sum, each) => sum + each.members, 0) }
    : null;
}

/** The one number of a list that has one, or several alike. */
function onlyNumber(values: Float32Array): number | null {
  const [first = 0] = values;
  return values.every((value) => value === first) ? first : null;
}
