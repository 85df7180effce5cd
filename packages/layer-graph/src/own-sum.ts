import type { Layer, Shape } from './layer-graph.js';
import { isVectorShape } from './shape.js';

/** The layers before a network's end. */
export interface Surroundings {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** How far limits, and a total, may be off: what clipping takes from probabilities is not seen in an answer then. */
export const SLACK = 1e-5;

/**
 * Whether a layer gives the sums of another's numbers along an axis, perhaps kept from 0 by a small number.
 *
 * @returns the axis; null for another layer
 */
export function axisOfSum(name: string, of: string, around: Surroundings): number | null {
  const layer = around.layers.get(name);
  if (!layer) return null;
  const { layers, shapes } = around;
  const isSmall = (values: Float32Array) => values.every((value) => Math.abs(value) <= SLACK);
  const before = () => axisOfSum(layer.inputs[0] ?? '', of, around);
  switch (layer.kind) {
    case 'reduce': {
      const [axis = 0, ...others] = layer.axes;
      // A vector's sum has one axis either way.
      const isKept = layer.keepDims || (shapes.get(of) ?? []).length === 1;
      const isOf = isSameValue([layer.inputs[0] ?? '', of], layers);
      const isSum = layer.operation === 'sum' && others.length === 0 && isOf;
      return isSum && isKept ? axis : null;
    }
    case 'identity':
      return before();
    case 'reshape':
      return isVectorShape(layer.shape) ? before() : null;
    case 'affine':
      return isSmall(layer.offset) && layer.scale.every((value) => value === 1) ? before() : null;
    case 'activation': {
      const { activation } = layer;
      return activation.kind === 'clip' && activation.low <= SLACK && activation.high >= 1e30
        ? before()
        : null;
    }
    case 'arithmetic': {
      const constants = layer.inputs.flatMap((input) => {
        const each = layers.get(input);
        return each?.kind === 'constant' ? [each.value.data] : [];
      });
      const [sum, ...others] = layer.inputs.filter((input) => layers.get(input)?.kind !== 'constant');
      const isGuard = layer.operation === 'maximum' || layer.operation === 'add';
      if (!isGuard || !constants.every(isSmall) || sum === undefined || others.length > 0) return null;
      return axisOfSum(sum, of, around);
    }
    default:
      return null;
  }
}

/** How far equal layers are followed back: what a line of a program computes twice. */
const MOST_EQUAL_LAYERS = 3;

/** Whether two layers compute the same of the same: a program that writes x² twice has a layer for each. */
function isSameValue(
  [a, b]: readonly [string, string],
  layers: Surroundings['layers'],
  left = MOST_EQUAL_LAYERS,
): boolean {
  if (a === b) return true;
  const [one, other] = [layers.get(a), layers.get(b)];
  if (!one || !other || left === 0 || optionsOf(one) !== optionsOf(other)) return false;
  const pairs = one.inputs.map((input, i) => [input, other.inputs[i] ?? ''] as const);
  return (
    one.inputs.length === other.inputs.length && pairs.every((pair) => isSameValue(pair, layers, left - 1))
  );
}

/** All that a layer without weights computes with. */
function optionsOf({ name, inputs, ...options }: Layer): string {
  const isPlain = ['affine', 'activation', 'arithmetic', 'constant', 'identity'].includes(options.kind);
  const list = (_: string, value: unknown) => (value instanceof Float32Array ? [...value] : value);
  return isPlain ? JSON.stringify(options, list) : name;
}
