import type { Activation, Pair } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphBuilder, GraphValue } from '../graph-builder.js';
import { refusal, show } from '../layer-call.js';
import { activateByName } from '../layers/activation.js';
import { paddingOf } from '../layers/convolution.js';
import { concat } from '../layers/merging.js';
import { fillShape } from '../layers/shaping.js';
import {
  argument,
  axesOf,
  networkValue,
  networkValues,
  type Operation,
  operation,
} from './define-operation.js';

/** A function of one number. */
export function elementwise(activation: Activation, parameter: string): Operation {
  return operation(parameter, ([x], call, build) =>
    build.add({ kind: 'activation', activation }, [networkValue(x, call)]),
  );
}

/** One of Keras's activations. */
export function activation(name: string, parameter: string): Operation {
  return operation(parameter, ([x], call, build) => activateByName(call, name, networkValue(x, call), build));
}

export const gelu = (parameter: string, exactByDefault: boolean): Operation =>
  operation(`${parameter} approximate`, ([x, approximate], call, build) => {
    const isApproximate = argument(approximate, z.boolean(), !exactByDefault, call);
    const kind = isApproximate ? 'gelu-tanh' : 'gelu';
    return build.add({ kind: 'activation', activation: { kind } }, [networkValue(x, call)]);
  });

export const leakyRelu = (parameters: string): Operation =>
  operation(parameters, ([x, slope], call, build) =>
    build.add(
      {
        kind: 'activation',
        activation: { kind: 'leaky-relu', slope: argument(slope, z.number(), 0.2, call) },
      },
      [networkValue(x, call)],
    ),
  );

export const elu = (parameters: string): Operation =>
  operation(parameters, ([x, alpha], call, build) =>
    build.add(
      {
        kind: 'activation',
        activation: { kind: 'elu', alpha: argument(alpha, z.number(), 1, call), scale: 1 },
      },
      [networkValue(x, call)],
    ),
  );

export const clip = (parameters: string): Operation =>
  operation(parameters, ([x, low, high], call, build) => {
    const limit = (given: unknown) => argument(given, z.number(), Number.NaN, call);
    const [min, max] = [limit(low), limit(high)];
    if (!(min <= max)) throw refusal(call, `expected two limits, got ${show(low)} and ${show(high)}`);
    return build.add({ kind: 'activation', activation: { kind: 'clip', low: min, high: max } }, [
      networkValue(x, call),
    ]);
  });

/** x * scale */
export const scaled = (scale: number, parameter: string): Operation =>
  operation(parameter, ([x], call, build) =>
    build.add({ kind: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(0) }, [
      networkValue(x, call),
    ]),
  );

export const square = (parameter: string): Operation =>
  operation(parameter, ([x], call, build) => {
    const value = networkValue(x, call);
    return build.add({ kind: 'arithmetic', operation: 'multiply' }, [value, value]);
  });

/** 1 / x */
export const reciprocal = (parameter: string): Operation =>
  operation(parameter, ([x], call, build) => invert(networkValue(x, call), build));

export const rsqrt = (parameter: string): Operation =>
  operation(parameter, ([x], call, build) =>
    invert(
      build.add({ kind: 'activation', activation: { kind: 'sqrt' } }, [networkValue(x, call)], 'sqrt'),
      build,
    ),
  );

function invert(value: GraphValue, build: GraphBuilder): GraphValue {
  const one = build.constant({ shape: [1], data: Float32Array.of(1) }, 'one');
  return build.add({ kind: 'arithmetic', operation: 'divide' }, [one, value]);
}

export const softmax = (parameters: string): Operation =>
  operation(parameters, ([x, axis], call, build) => {
    const value = networkValue(x, call);
    const [only] = axesOf(axis ?? -1, value.shape, call);
    if (only !== value.shape.length - 1) throw refusal(call, `axis = ${show(axis)}: expected the last axis`);
    return build.add({ kind: 'softmax' }, [value]);
  });

export const reduction = (kind: 'mean' | 'sum' | 'max' | 'min', parameters: string): Operation =>
  operation(parameters, ([x, axis, keepdims], call, build) => {
    const value = networkValue(x, call);
    const axes = axesOf(axis, value.shape, call);
    // Without axes everything is reduced, also the batch.
    if (axis === undefined || axis === null || axes.length === 0)
      throw refusal(call, 'expected axes to reduce');
    const keepDims = argument(keepdims, z.boolean(), false, call);
    return build.add({ kind: 'reduce', operation: kind, axes, keepDims }, [value]);
  });

export const concatenation = (parameters: string): Operation =>
  operation(parameters, ([values, axis], call, build) =>
    concat(call, networkValues(values, call), argument(axis, z.int(), -1, call), build),
  );

export const summation = (parameter: string): Operation =>
  operation(parameter, ([values], call, build) => {
    const inputs = networkValues(values, call);
    const [first] = inputs;
    if (inputs.length === 1 && first) return first;
    return build.add({ kind: 'arithmetic', operation: 'add' }, inputs);
  });

const sizes = z.array(z.int().min(-1).nullable());

export const reshaping = (parameters: string): Operation =>
  operation(parameters, ([x, target], call, build) => {
    const value = networkValue(x, call);
    const [batch, ...rest] = argument(target, sizes, [], call).map((size) => size ?? -1);
    if (batch !== -1 || rest.length === 0) {
      throw refusal(call, `shape = ${show(target)}: expected -1 for the batch, and more after it`);
    }
    return build.add({ kind: 'reshape', shape: fillShape(call, rest, value.shape) }, [value]);
  });

export const squeezing = (parameters: string): Operation =>
  operation(parameters, ([x, axis], call, build) => {
    const value = networkValue(x, call);
    const ones = value.shape.flatMap((size, i) => (size === 1 ? [i + 1] : []));
    const axes = axesOf(axis ?? ones, value.shape, call);
    if (axes.some((each) => value.shape[each] !== 1))
      throw refusal(call, `axis = ${show(axis)}: expected axes of length 1`);
    return build.add({ kind: 'reshape', shape: value.shape.filter((_, i) => !axes.includes(i)) }, [value]);
  });

export const expansion = (parameters: string): Operation =>
  operation(parameters, ([x, axis], call, build) => {
    const value = networkValue(x, call);
    const longer = [...value.shape, 1];
    const axes = axesOf(axis, longer, call);
    const [at = 0] = axes;
    if (axes.length !== 1) throw refusal(call, `axis = ${show(axis)}: expected one axis`);
    return build.add({ kind: 'reshape', shape: value.shape.toSpliced(at, 0, 1) }, [value]);
  });

export const transposition = (parameters: string): Operation =>
  operation(parameters, ([x, perm], call, build) => {
    const value = networkValue(x, call);
    const [batch, ...rest] = argument(perm, z.array(z.int().min(0)), [], call);
    if (batch !== 0) throw refusal(call, `axes = ${show(perm)}: expected the batch to stay first`);
    return build.add({ kind: 'transpose', permutation: rest.map((axis) => axis - 1) }, [value]);
  });

export const flipping = (parameters: string): Operation =>
  operation(parameters, ([x, axis], call, build) => {
    const value = networkValue(x, call);
    const axes = axesOf(axis, value.shape, call);
    const start = value.shape.map((size, i) => (axes.includes(i) ? size - 1 : 0));
    const step = value.shape.map((_, i) => (axes.includes(i) ? -1 : 1));
    return build.add({ kind: 'slice', start, size: value.shape, step }, [value]);
  });

const margins = z.array(z.tuple([z.int().min(0), z.int().min(0)]));

export const padding = (parameters: string): Operation =>
  operation(parameters, ([x, given, mode, fill], call, build) => {
    const value = networkValue(x, call);
    const [batch, ...rest] = argument(given, margins, [], call);
    const isConstant = argument(mode, z.string(), 'constant', call).toLowerCase() === 'constant';
    if (!isConstant || !batch || batch[0] !== 0 || batch[1] !== 0 || rest.length !== value.shape.length) {
      throw refusal(
        call,
        `expected constant padding of each axis but the batch, got ${show(given)} ${show(mode)}`,
      );
    }
    return build.add(
      {
        kind: 'pad',
        before: rest.map(([before]) => before),
        after: rest.map(([, after]) => after),
        value: argument(fill, z.number(), 0, call),
      },
      [value],
    );
  });

const size = z.int().positive();
const both = (value: number): [number, number] => [value, value];
const window = z.union([
  size.transform(both),
  z.tuple([size, size]),
  z.tuple([size]).transform(([value]) => both(value)),
  z
    .tuple([z.literal(1), size, size, z.literal(1)])
    .transform(([, rows, columns]): [number, number] => [rows, columns]),
]);

export const poolingOf = (kind: 'max' | 'average', parameters: string): Operation =>
  operation(parameters, ([x, ksize, stride, word], call, build) => {
    const value = networkValue(x, call);
    const sizes: Pair = argument(ksize, window, [1, 1], call);
    const strides: Pair =
      argument(stride, window, both(0), call)[0] === 0 ? sizes : argument(stride, window, [1, 1], call);
    const name = argument(word, z.string(), 'valid', call).toLowerCase();
    if (name !== 'same' && name !== 'valid')
      throw refusal(call, `padding = ${show(word)}: expected same or valid`);
    const around = paddingOf(name, value.shape, sizes, strides);
    return build.add({ kind: 'pool', operation: kind, size: sizes, strides, padding: around }, [value]);
  });

export const resizing = (parameters: string): Operation =>
  operation(parameters, ([x, target, method, ...others], call, build) => {
    const value = networkValue(x, call);
    const [height, width]: Pair = argument(target, z.tuple([size, size]), [1, 1], call);
    const name = argument(method, z.enum(['nearest', 'bilinear']), 'bilinear', call);
    if (others.some((other) => other !== undefined && other !== null && other !== false)) {
      throw refusal(call, 'expected a plain resize, without antialias or aspect ratio');
    }
    return build.add({ kind: 'resize', method: name, height, width }, [value]);
  });

export const unchanged = (parameters: string): Operation =>
  operation(parameters, ([x], call, build) => build.add({ kind: 'identity' }, [networkValue(x, call)]));

const FLOAT_TYPES = ['float16', 'bfloat16', 'float32', 'float64'];

/** To another kind of float, which changes nothing here; to whole numbers it would round. */
export const casting = (parameters: string): Operation =>
  operation(parameters, ([x, dtype], call, build) => {
    if (dtype !== undefined && !FLOAT_TYPES.some((name) => name === dtype)) {
      throw refusal(call, `dtype = ${show(dtype)}: expected ${FLOAT_TYPES.join(', ')}`);
    }
    return build.add({ kind: 'identity' }, [networkValue(x, call)]);
  });

const bound = z.int().nullable().optional();
const range = z.object({ start: bound, stop: bound, step: bound });
/** As Keras 3 and Keras 2 write it. */
const plainSlice = z.union([
  z.object({ class_name: z.literal('__slice__'), config: range }).transform(({ config }) => config),
  range.strict(),
]);
const ellipsis = z.union([z.object({ class_name: z.literal('__ellipsis__') }), z.literal('...')]);

/** x[…]: ranges, single places, an ellipsis and new axes. */
export const slicing = (parameters: string): Operation =>
  operation(parameters, ([x, spec], call, build) => {
    const value = networkValue(x, call);
    const items: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
    const isEllipsis = (item: unknown) => ellipsis.safeParse(item).success;
    const consuming = items.filter((item) => item !== null && !isEllipsis(item)).length;
    const everything = { start: null, stop: null, step: null };
    const rank = value.shape.length + 1;
    const rest = Array.from({ length: Math.max(0, rank - consuming) }, () => everything);
    const full = items.some(isEllipsis)
      ? items.flatMap((item) => (isEllipsis(item) ? rest : [item]))
      : [...items, ...rest];

    const start: number[] = [];
    const size: number[] = [];
    const step: number[] = [];
    const shape: number[] = [];
    let axis = -1;
    for (const item of full) {
      if (item === null) {
        if (axis < 0) throw refusal(call, `slice ${show(spec)}: expected the batch to stay first`);
        shape.push(1);
        continue;
      }
      if (axis < 0) {
        const parsed = plainSlice.safeParse(item);
        const isWhole =
          parsed.success &&
          [parsed.data.start ?? 0, parsed.data.stop ?? null, parsed.data.step ?? 1].join() === '0,,1';
        if (!isWhole) throw refusal(call, `slice ${show(spec)}: expected the whole batch`);
        axis = 0;
        continue;
      }
      const length: number = value.shape[axis++] ?? 0;
      if (typeof item === 'number') {
        start.push(item < 0 ? item + length : item);
        size.push(1);
        step.push(1);
        continue;
      }
      const parsed = plainSlice.safeParse(item);
      if (!parsed.success) throw refusal(call, `slice ${show(spec)}: ${show(item)} is not supported`);
      const [first, count, stride] = places(parsed.data, length);
      start.push(first);
      size.push(count);
      step.push(stride);
      shape.push(count);
    }
    const part =
      shape.length === size.length && shape.every((each, i) => each === size[i]) ? undefined : 'part';
    const sliced = build.add({ kind: 'slice', start, size, step }, [value], part);
    return part === undefined
      ? sliced
      : build.add({ kind: 'reshape', shape: shape.length > 0 ? shape : [1] }, [sliced]);
  });

/** Python's slice of a list of this length: first place, how many, step. */
function places(
  { start, stop, step }: z.infer<typeof plainSlice>,
  length: number,
): readonly [first: number, count: number, step: number] {
  const stride = step ?? 1;
  const [low, high] = stride > 0 ? [0, length] : [-1, length - 1];
  const inside = (given: number | null | undefined, fallback: number) => {
    if (given === null || given === undefined) return fallback;
    return Math.min(Math.max(given < 0 ? given + length : given, low), high);
  };
  const first = inside(start, stride > 0 ? 0 : length - 1);
  const end = inside(stop, stride > 0 ? length : -1);
  return [first, Math.max(0, Math.ceil((end - first) / stride)), stride];
}

/** x / sqrt(max(sum(x^2), epsilon)) along an axis */
export const l2Normalisation = (parameters: string): Operation =>
  operation(parameters, ([x, axis, epsilon], call, build) => {
    const value = networkValue(x, call);
    const axes = axesOf(axis ?? -1, value.shape, call);
    const squares = build.add({ kind: 'arithmetic', operation: 'multiply' }, [value, value], 'squares');
    const sum = build.add({ kind: 'reduce', operation: 'sum', axes, keepDims: true }, [squares], 'sum');
    const least = { shape: [1], data: Float32Array.of(argument(epsilon, z.number(), 1e-12, call)) };
    const safe = build.add(
      { kind: 'arithmetic', operation: 'maximum' },
      [sum, build.constant(least, 'epsilon')],
      'safe',
    );
    const norm = build.add({ kind: 'activation', activation: { kind: 'sqrt' } }, [safe], 'norm');
    return build.add({ kind: 'arithmetic', operation: 'divide' }, [value, norm]);
  });
