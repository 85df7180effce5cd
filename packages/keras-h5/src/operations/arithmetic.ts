import { broadcastShape, sizeOf, type Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { type Arithmetic, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { argument, axesOf, networkValues, type Operation, operation, unary } from './define-operation.js';

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
    return call.build.arithmetic(kind, isFirst ? [value, other] : [other, value]);
  });
}

export const summation = (parameter: string): Operation =>
  operation(parameter, (call, [values]) => {
    const inputs = networkValues(call, values);
    const [first] = inputs;
    return inputs.length === 1 && first ? first : call.build.arithmetic('add', inputs);
  });

/** x * scale */
export const scaled = (scale: number, parameter: string): Operation =>
  unary(parameter, (call, value) => call.build.scaled(scale, value));

export const square = (parameter: string): Operation =>
  unary(parameter, ({ build }, value) => build.arithmetic('multiply', [value, value]));

/** 1 / x */
export const reciprocal = (parameter: string): Operation => unary(parameter, invert);

/** 1 / sqrt(x) */
export const rsqrt = (parameter: string): Operation =>
  unary(parameter, (call, value) => invert(call, call.build.activation({ kind: 'sqrt' }, value, 'sqrt')));

/** x / sqrt(max(sum(x^2), epsilon)) along an axis */
export const l2Normalisation = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis, epsilon]) => {
    const { build } = call;
    const axes = axesOf(call, axis ?? -1, value.shape);
    const squares = build.arithmetic('multiply', [value, value], 'squares');
    const sum = build.add({ kind: 'reduce', operation: 'sum', axes, keepDims: true }, [squares], 'sum');
    const least = Float32Array.of(argument(call, epsilon, z.number().default(1e-12)));
    const floor = build.constant({ shape: [1], data: least }, 'epsilon');
    const safe = build.arithmetic('maximum', [sum, floor], 'safe');
    const norm = build.activation({ kind: 'sqrt' }, safe, 'norm');
    return build.arithmetic('divide', [value, norm]);
  });

function ofValues(call: LayerCall, kind: Arithmetic, inputs: readonly [GraphValue, GraphValue]): GraphValue {
  const [left, right] = inputs;
  if (left.shape.length !== right.shape.length) {
    // The graph aligns shapes at their last axis without the batch, TensorFlow with it.
    const shapes = `${left.shape.join(' x ')} and ${right.shape.join(' x ')}`;
    throw refusal(call, `expected values of as many axes, got ${shapes}`);
  }
  return call.build.arithmetic(kind, inputs);
}

function invert(call: LayerCall, value: GraphValue): GraphValue {
  const one = call.build.constant({ shape: [1], data: Float32Array.of(1) }, 'one');
  return call.build.arithmetic('divide', [one, value]);
}

/** A number, a list of lists of numbers, or Keras 3's description of an array. */
function constantOf(call: LayerCall, given: unknown): Tensor {
  const described = z.object({ config: z.object({ value: z.unknown() }) }).safeParse(given);
  const plain = described.success ? described.data.config.value : given;
  const shape: number[] = [];
  for (let level = plain; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat = [plain].flat(8);
  if (
    flat.length !== sizeOf(shape) ||
    !flat.every((each) => typeof each === 'number' && Number.isFinite(each))
  ) {
    throw refusal(call, `expected a number or an array of numbers, got ${show(given)}`);
  }
  return { shape, data: Float32Array.from(flat) };
}

/** Whether a constant is one number, or one for each channel of a value. */
function isPerChannel({ shape }: Tensor, value: GraphValue): boolean {
  const [size = 1] = shape;
  return shape.length <= 1 && (size === 1 || size === value.shape.at(-1));
}

/** The operation as x * scale + offset; null where it is not that. @param isFirst whether x comes before the constant */
function asScaling(kind: Arithmetic, constant: Float32Array, isFirst: boolean) {
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
