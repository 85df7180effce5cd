import { broadcastShape, type Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { type Arithmetic, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal } from '../layer-call.js';
import {
  argument,
  axesOf,
  constantOf,
  networkValue,
  networkValues,
  type Operation,
  operation,
} from './define-operation.js';

/** Two values, or a value and a constant in either order. */
export function arithmetic(kind: Arithmetic, parameters: string): Operation {
  return operation(parameters, (call, [left, right]) => {
    if (left instanceof GraphValue && right instanceof GraphValue) return ofValues(call, kind, [left, right]);
    const [value, given] = left instanceof GraphValue ? [left, right] : [right, left];
    if (!(value instanceof GraphValue)) throw refusal(call, 'expected at least one value of the network');
    const constant = withoutBatch(call, constantOf(call, given), value);
    const isFirst = left instanceof GraphValue;
    const scaling = isPerChannel(constant, value) ? asScaling(kind, constant.data, isFirst) : null;
    if (scaling) return call.build.add({ kind: 'affine', ...scaling }, [value]);
    const other = call.build.constant(constant, 'constant');
    const inputs = isFirst ? [value, other] : [other, value];
    return call.build.arithmetic(kind, inputs);
  });
}

export const summation = (parameter: string): Operation =>
  operation(parameter, (call, [values]) => {
    const inputs = networkValues(call, values);
    const [first] = inputs;
    if (inputs.length === 1 && first) return first;
    return call.build.arithmetic('add', inputs);
  });

/** x * scale */
export const scaled = (scale: number, parameter: string): Operation =>
  operation(parameter, (call, [x]) => call.build.scaled(scale, networkValue(call, x)));

export const square = (parameter: string): Operation =>
  operation(parameter, (call, [x]) => {
    const value = networkValue(call, x);
    return call.build.arithmetic('multiply', [value, value]);
  });

/** 1 / x */
export const reciprocal = (parameter: string): Operation =>
  operation(parameter, (call, [x]) => invert(call, networkValue(call, x)));

/** 1 / sqrt(x) */
export const rsqrt = (parameter: string): Operation =>
  operation(parameter, (call, [x]) =>
    invert(call, call.build.activation({ kind: 'sqrt' }, networkValue(call, x), 'sqrt')),
  );

/** x / sqrt(max(sum(x^2), epsilon)) along an axis */
export const l2Normalisation = (parameters: string): Operation =>
  operation(parameters, (call, [x, axis, epsilon]) => {
    const { build } = call;
    const value = networkValue(call, x);
    const axes = axesOf(call, axis ?? -1, value.shape);
    const squares = build.arithmetic('multiply', [value, value], 'squares');
    const sum = build.add({ kind: 'reduce', operation: 'sum', axes, keepDims: true }, [squares], 'sum');
    const least = Float32Array.of(argument(call, epsilon, z.number().default(1e-12)));
    const floor = build.constant({ shape: [1], data: least }, 'epsilon');
    const safe = build.arithmetic('maximum', [sum, floor], 'safe');
    const norm = build.activation({ kind: 'sqrt' }, safe, 'norm');
    return build.arithmetic('divide', [value, norm]);
  });

function ofValues(
  call: LayerCall,
  kind: Arithmetic,
  [left, right]: readonly [GraphValue, GraphValue],
): GraphValue {
  if (left.shape.length !== right.shape.length) {
    // The graph aligns shapes at their last axis without the batch, TensorFlow with it.
    const shapes = `${left.shape.join(' x ')} and ${right.shape.join(' x ')}`;
    throw refusal(call, `expected values of as many axes, got ${shapes}`);
  }
  return call.build.arithmetic(kind, [left, right]);
}

function invert(call: LayerCall, value: GraphValue): GraphValue {
  const one = call.build.constant({ shape: [1], data: Float32Array.of(1) }, 'one');
  return call.build.arithmetic('divide', [one, value]);
}

/** Whether a constant is one number, or one for each channel of a value. */
function isPerChannel({ shape }: Tensor, value: GraphValue): boolean {
  const [size = 1] = shape;
  return shape.length <= 1 && (size === 1 || size === value.shape.at(-1));
}

/** The operation as x * scale + offset; null where it is not that. @param isFirst whether x comes before the constant */
function asScaling(
  kind: Arithmetic,
  constant: Float32Array,
  isFirst: boolean,
): { scale: Float32Array; offset: Float32Array } | null {
  const one = Float32Array.of(1);
  const zero = Float32Array.of(0);
  switch (kind) {
    case 'add':
      return { scale: one, offset: constant };
    case 'subtract':
      return isFirst
        ? { scale: one, offset: constant.map((value) => -value) }
        : { scale: Float32Array.of(-1), offset: constant };
    case 'multiply':
      return { scale: constant, offset: zero };
    case 'divide':
      return isFirst ? { scale: constant.map((value) => 1 / value), offset: zero } : null;
    default:
      return null;
  }
}

/** A constant may have an axis for the batch, with the same numbers for every image. */
function withoutBatch(call: LayerCall, { shape, data }: Tensor, value: GraphValue): Tensor {
  const plain = shape.length === value.shape.length + 1 && shape[0] === 1 ? shape.slice(1) : shape;
  if (plain.length > value.shape.length || !broadcastShape(plain, value.shape)) {
    throw refusal(call, `expected a constant that fits ${value.shape.join(' x ')}, got ${shape.join(' x ')}`);
  }
  return { shape: plain, data };
}
