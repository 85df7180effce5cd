import { type Shape, sizeOf } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { divideByNorm, divideByRootMeanSquare } from '../operations/normalising.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { axesWithoutBatch, axisNumbers, numbers } from './options.js';

const shared = {
  axis: axisNumbers,
  epsilon: z.number().positive(),
  center: z.boolean(),
  scale: z.boolean(),
};

const batchNormalization = defineLayer({
  options: {
    ...shared,
    synchronized: z.boolean().optional(),
    renorm: z.literal(false).nullable().optional(),
    renorm_clipping: z.unknown().optional(),
    renorm_momentum: z.unknown().optional(),
    fused: z.boolean().nullable().optional(),
    virtual_batch_size: z.null().optional(),
  },
  note: 'over the last axis',
  // A frozen one uses its stored numbers in training too.
  differsInTraining: ({ trainable }) => trainable !== false,
  read(call, { axis, epsilon, ...options }) {
    const input = inputOf(call);
    const channels = lastAxisOf(call, axis, input);
    const { gamma, beta } = gammaAndBeta(call, options, [channels]);
    const mean = call.weights.take('moving_mean', [channels]).data;
    const variance = call.weights.take('moving_variance', [channels]).data;
    return call.build.add({ kind: 'batch-norm', gamma, beta, mean, variance, epsilon }, [input]);
  },
});

/** Keras's smallest divisor (backend.epsilon). */
const EPSILON = 1e-7;

export const NORMALISATION_LAYERS: LayerTable = {
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  SyncBatchNormalization: batchNormalization,
  LayerNormalization: defineLayer({
    options: { ...shared, rms_scaling: z.boolean().optional() },
    note: 'over the last axis, or the last ones together',
    read(call, { axis, epsilon, rms_scaling, ...options }) {
      const { build } = call;
      const input = inputOf(call);
      const axes = lastAxesOf(call, axis, input);
      const first = input.shape.length - axes.length;
      const shape = input.shape.slice(first);
      if (rms_scaling) {
        // Keras divides by the spread, leaves the mean in, and has a gamma and no beta, whatever the options say.
        const scaled = divideByRootMeanSquare(call, input, { axes, epsilon, of: 'variance' });
        return timesWeights(call, scaled, { name: 'gamma', shape });
      }
      const { gamma, beta } = gammaAndBeta(call, options, shape);
      if (axes.length === 1) return build.add({ kind: 'layer-norm', gamma, beta, epsilon }, [input]);
      const flatShape = [...input.shape.slice(0, first), sizeOf(shape)];
      const flat = build.add({ kind: 'reshape', shape: flatShape }, [input], 'flat');
      const value = build.add({ kind: 'layer-norm', gamma, beta, epsilon }, [flat], 'normalised');
      return build.add({ kind: 'reshape', shape: input.shape }, [value]);
    },
  }),
  RMSNormalization: defineLayer({
    options: { axis: axisNumbers, epsilon: z.number().positive() },
    note: 'over the last axis, or the last ones together',
    read(call, { axis, epsilon }) {
      const input = inputOf(call);
      const axes = lastAxesOf(call, axis, input);
      const first = input.shape.length - axes.length;
      const scaled = divideByRootMeanSquare(call, input, { axes, epsilon, of: 'square' });
      return timesWeights(call, scaled, { name: 'scale', shape: input.shape.slice(first) });
    },
  }),
  UnitNormalization: defineLayer({
    options: { axis: axisNumbers },
    note: 'over any axes but the batch',
    read(call, { axis }) {
      const input = inputOf(call);
      const axes = axesWithoutBatch(axis, input.shape);
      if (axes.some((each) => each < 0))
        throw refusal(call, `axis = ${axis}: expected others than the batch`);
      // tf.math.l2_normalize's epsilon, under the root.
      return divideByNorm(call, input, { axes, order: 2, least: call.keras === 3 ? 1e-12 : 1e-6 });
    },
  }),
  GroupNormalization: defineLayer({
    options: { ...shared, groups: z.int() },
    note: 'over the last axis',
    read(call, { axis, groups, epsilon, center, scale }) {
      const input = inputOf(call);
      const channels = lastAxisOf(call, axis, input);
      // Keras: -1 means as many groups as channels.
      const count = groups === -1 ? channels : groups;
      if (!(count >= 1 && channels % count === 0)) {
        throw refusal(call, `groups = ${groups}: expected a part of ${channels}`);
      }
      const whole = normaliseGroups(call, input, { count, epsilon });
      const gamma = scale ? call.weights.take('gamma', [channels]).data : Float32Array.of(1);
      const beta = center ? call.weights.take('beta', [channels]).data : Float32Array.of(0);
      return call.build.add({ kind: 'affine', scale: gamma, offset: beta }, [whole]);
    },
  }),
  Normalization: defineLayer({
    options: {
      axis: z.union([z.null().transform(() => []), axisNumbers, z.array(z.never())]),
      mean: numbers.nullable().optional(),
      variance: numbers.nullable().optional(),
      invert: z.literal(false).optional(),
    },
    note: 'over the last axis or all; mean and variance as options or as weights',
    read(call, { axis, mean, variance }) {
      const input = inputOf(call);
      const shape = axis.length > 0 ? [lastAxisOf(call, axis, input)] : [];
      const means = mean ?? call.weights.take('mean', shape).data;
      const variances = variance ?? call.weights.take('variance', shape).data;
      call.weights.discard('count');
      const factors = Float64Array.from(variances, (value) => 1 / Math.max(Math.sqrt(value), EPSILON));
      const factorAt = (c: number) => factors[factors.length === 1 ? 0 : c] ?? 0;
      const offset = Float32Array.from(means, (value, c) => -value * factorAt(c));
      return call.build.add({ kind: 'affine', scale: Float32Array.from(factors), offset }, [input]);
    },
  }),
};

/** x * weights, for weights that are aligned at the last axis. */
function timesWeights(
  { build, weights }: LayerCall,
  value: GraphValue,
  { name, shape }: { readonly name: string; readonly shape: Shape },
): GraphValue {
  const factors = weights.take(name, shape);
  if (shape.length === 1) return build.scaled(factors.data, value);
  return build.arithmetic('multiply', [value, build.constant(factors, 'factors')]);
}

/** The weights of a normalisation; ones and zeros where it has none. */
function gammaAndBeta(
  { weights }: LayerCall,
  { center, scale }: { readonly center: boolean; readonly scale: boolean },
  shape: Shape,
) {
  return {
    gamma: scale ? weights.take('gamma', shape).data : new Float32Array(sizeOf(shape)).fill(1),
    beta: center ? weights.take('beta', shape).data : new Float32Array(sizeOf(shape)),
  };
}

/** Normalises each group of channels over all places: with a group's values in one row it is a layer normalisation. */
function normaliseGroups(
  { build }: LayerCall,
  input: GraphValue,
  { count, epsilon }: { readonly count: number; readonly epsilon: number },
): GraphValue {
  const perGroup = (input.shape.at(-1) ?? 0) / count;
  const places = sizeOf(input.shape.slice(0, -1));
  const length = places * perGroup;
  const gamma = new Float32Array(length).fill(1);
  const beta = new Float32Array(length);
  // (places, groups, channels of a group) to (groups, places * channels of a group), and back.
  const split = build.add({ kind: 'reshape', shape: [places, count, perGroup] }, [input], 'split');
  const turned = build.add({ kind: 'transpose', permutation: [1, 0, 2] }, [split], 'turned');
  const flat = build.add({ kind: 'reshape', shape: [count, length] }, [turned], 'flat');
  const value = build.add({ kind: 'layer-norm', gamma, beta, epsilon }, [flat], 'normalised');
  const apart = build.add({ kind: 'reshape', shape: [count, places, perGroup] }, [value], 'apart');
  const back = build.add({ kind: 'transpose', permutation: [1, 0, 2] }, [apart], 'back');
  return build.add({ kind: 'reshape', shape: input.shape }, [back], 'whole');
}

/** @returns the size of the last axis, which must be the one that the layer works on */
function lastAxisOf(call: LayerCall, axis: readonly number[], { shape }: GraphValue): number {
  const [only] = axesWithoutBatch(axis, shape);
  if (axis.length === 1 && only === shape.length - 1) return shape.at(-1) ?? 0;
  throw refusal(call, `axis = ${axis.join(',')}: expected the last axis`);
}

/** Axes that must be the last ones, each of them and none of the batch. */
function lastAxesOf(call: LayerCall, axis: readonly number[], { shape }: GraphValue): readonly number[] {
  const axes = axesWithoutBatch(axis, shape);
  const first = shape.length - axes.length;
  if (first >= 0 && axes.every((each, i) => each === first + i)) return axes;
  throw refusal(call, `axis = ${axis.join(',')}: expected the last axes, without the batch`);
}
