import { sizeOf } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show, within } from '../layer-call.js';
import { logSoftmaxOf } from '../layers/activation-functions.js';
import { combine } from './arithmetic.js';
import { argument, axesOf, type Operation, unary } from './define-operation.js';

/** Keras's smallest divisor (backend.epsilon). */
const EPSILON = 1e-7;

/** tf.math.l2_normalize: x / sqrt(max(sum(x^2), epsilon)) along an axis. */
export const l2Normalisation = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis, epsilon]) => {
    const axes = axesOf(call, axis ?? -1, value.shape);
    const least = Math.sqrt(argument(call, epsilon, z.number().default(1e-12)));
    return divideByNorm(call, value, { axes, order: 2, least });
  });

/** keras.ops.normalize: x / max(norm, epsilon) along an axis. */
export const normalisation = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis, order, epsilon]) =>
    divideByNorm(call, value, {
      axes: axesOf(call, axis ?? -1, value.shape),
      order: argument(call, order, ORDER),
      least: argument(call, epsilon, z.number().default(EPSILON)),
    }),
  );

/** x / max(|x|, least), with |x| the sum of sizes (order 1) or the root of the sum of squares (order 2). */
export function divideByNorm(
  call: LayerCall,
  value: GraphValue,
  { axes, order, least }: { readonly axes: readonly number[]; readonly order: 1 | 2; readonly least: number },
): GraphValue {
  const { build } = call;
  const norm = normOf(within(call, 'norm'), value, { axes, order, keepDims: true });
  const safe = build.arithmetic('maximum', [norm, build.number(least, 'least')], 'safe');
  return build.arithmetic('divide', [value, safe]);
}

export const norm = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, axis, keepdims]) => {
    const order = argument(call, given === 'euclidean' ? 2 : given, ORDER);
    if (axis === undefined || axis === null) throw refusal(call, 'expected an axis to take the norm along');
    const axes = axesOf(call, axis, value.shape);
    const keepDims = argument(call, keepdims, z.boolean().default(false));
    return normOf(call, value, { axes, order, keepDims });
  });

/** tf.linalg.normalize: x / norm, and the norm. */
export const normalisationWithNorm = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, axis]) => {
    const order = argument(call, given === 'euclidean' ? 2 : given, ORDER);
    if (axis === undefined || axis === null) throw refusal(call, 'expected an axis to take the norm along');
    const axes = axesOf(call, axis, value.shape);
    const norm = normOf(within(call, 'norm'), value, { axes, order, keepDims: true });
    return [call.build.arithmetic('divide', [value, norm]), norm];
  });

const ORDER = z.union([z.literal(1), z.literal(2)]).default(2);

interface Norm {
  readonly axes: readonly number[];
  readonly order: 1 | 2;
  readonly keepDims: boolean;
}

function normOf({ build }: LayerCall, value: GraphValue, { axes, order, keepDims }: Norm): GraphValue {
  const sum = (each: GraphValue, part?: string) =>
    build.add({ kind: 'reduce', operation: 'sum', axes, keepDims }, [each], part);
  if (order === 1) return sum(build.activation({ kind: 'abs' }, value, 'sizes'));
  const squares = build.arithmetic('multiply', [value, value], 'squares');
  return build.activation({ kind: 'sqrt' }, sum(squares, 'sum'));
}

/** The mean square distance from the mean, or its root. */
export const variance = (parameters: string, isRoot = false): Operation =>
  unary(parameters, (call, value, [axis, keepdims]) => {
    if (axis === undefined || axis === null) throw refusal(call, 'expected axes to reduce');
    const axes = axesOf(call, axis, value.shape);
    const keepDims = argument(call, keepdims, z.boolean().default(false));
    if (!isRoot) return varianceOf(call, value, { axes, keepDims });
    return call.build.activation(
      { kind: 'sqrt' },
      varianceOf(within(call, 'variance'), value, { axes, keepDims }),
    );
  });

/** tf.image.per_image_standardization: (x - mean) / max(spread, 1 / sqrt(count)), over all numbers of an image. */
export const standardisation = (parameters: string): Operation =>
  unary(parameters, (call, value) => {
    const { build } = call;
    const all = { axes: value.shape.map((_, axis) => axis), keepDims: true };
    const mean = build.add({ kind: 'reduce', operation: 'mean', ...all }, [value], 'mean');
    const spread = build.activation(
      { kind: 'sqrt' },
      varianceOf(within(call, 'variance'), value, all),
      'spread',
    );
    const least = build.number(1 / Math.sqrt(sizeOf(value.shape)), 'least');
    const safe = build.arithmetic('maximum', [spread, least], 'safe');
    return build.arithmetic('divide', [build.arithmetic('subtract', [value, mean], 'centred'), safe]);
  });

/** Mean and variance. */
export const moments = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, keepdims]) => {
    const axes = axesOf(call, given, value.shape);
    const keepDims = argument(call, keepdims, z.boolean().default(false));
    const mean = call.build.add({ kind: 'reduce', operation: 'mean', axes, keepDims }, [value], 'first');
    return [mean, varianceOf(call, value, { axes, keepDims })];
  });

function varianceOf(
  { build }: LayerCall,
  value: GraphValue,
  { axes, keepDims }: Omit<Norm, 'order'>,
): GraphValue {
  const mean = build.add({ kind: 'reduce', operation: 'mean', axes, keepDims: true }, [value], 'mean');
  const centred = build.arithmetic('subtract', [value, mean], 'centred');
  const squares = build.arithmetic('multiply', [centred, centred], 'squares');
  return build.add({ kind: 'reduce', operation: 'mean', axes, keepDims }, [squares]);
}

/** x / sqrt(mean(x^2) + epsilon), and for `variance` with the mean square distance from the mean. */
export function divideByRootMeanSquare(
  call: LayerCall,
  value: GraphValue,
  {
    axes,
    epsilon,
    of,
  }: { readonly axes: readonly number[]; readonly epsilon: number; readonly of: 'square' | 'variance' },
): GraphValue {
  const { build } = call;
  const squares = () => build.arithmetic('multiply', [value, value], 'squares');
  const mean =
    of === 'square'
      ? build.add({ kind: 'reduce', operation: 'mean', axes, keepDims: true }, [squares()], 'mean')
      : varianceOf(within(call, 'variance'), value, { axes, keepDims: true });
  const raised = build.add(
    { kind: 'affine', scale: Float32Array.of(1), offset: Float32Array.of(epsilon) },
    [mean],
    'raised',
  );
  const root = build.activation({ kind: 'sqrt' }, raised, 'root');
  return build.arithmetic('divide', [value, root], 'normalised');
}

/** keras.ops.rms_normalization, with a constant scale or none. */
export const rootMeanSquare = (parameters: string): Operation =>
  unary(parameters, (call, value, [scale, axis, given]) => {
    const axes = axesOf(call, axis ?? -1, value.shape);
    const epsilon = argument(call, given, z.number().default(EPSILON));
    const normal = divideByRootMeanSquare(call, value, { axes, epsilon, of: 'square' });
    return scale === undefined || scale === null ? normal : combine(call, 'multiply', [normal, scale]);
  });

/** Softmax along any one axis. */
export function softmaxAlong({ build }: LayerCall, value: GraphValue, axis: number): GraphValue {
  const last = value.shape.length - 1;
  if (axis === last) return build.add({ kind: 'softmax' }, [value]);
  // Swapping two axes is its own inverse.
  const swap = value.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  const turned = build.add({ kind: 'softmax' }, [build.transpose(swap, value, 'turned')], 'along');
  return build.transpose(swap, turned);
}

export const softmax = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const [only, ...others] = axesOf(call, axis ?? -1, value.shape);
    if (only === undefined || others.length > 0)
      throw refusal(call, `axis = ${show(axis)}: expected one axis`);
    return softmaxAlong(call, value, only);
  });

/** x - max - log(sum(exp(x - max))), along an axis. */
export const logSoftmax = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    return logSoftmaxOf(call, value, axesOf(call, axis ?? -1, value.shape));
  });
