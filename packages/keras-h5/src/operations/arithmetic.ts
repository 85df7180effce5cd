import { broadcastShape, type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import { type Arithmetic, ConstantValue, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show, within } from '../layer-call.js';
import { Sizes } from '../sizes.js';
import {
  networkValues,
  type Operation,
  operation,
  unary,
  unaryAnywhere,
  withoutDescriptions,
} from './define-operation.js';
import { sizeArithmetic } from './sizes.js';

/** Two values, or a value and a constant in either order. */
export function arithmetic(kind: Arithmetic, parameters: string): Operation {
  return operation(parameters, (call, [left, right]) =>
    left instanceof Sizes || right instanceof Sizes
      ? sizeArithmetic(call, kind, [left, right])
      : combine(call, kind, [left, right]),
  );
}

/**
 * Brings two values together element by element, or a value and a constant, as TensorFlow and Keras align them.
 *
 * @throws SlcError `unsupported_model` where that would mix the images of a batch
 */
export function combine(
  call: LayerCall,
  kind: Arithmetic,
  [left, right]: readonly [unknown, unknown],
): GraphValue {
  if (left instanceof GraphValue && right instanceof GraphValue) {
    assertSameRank(call, [left, right]);
    return call.build.arithmetic(kind, [left, right]);
  }
  const [value, given] = left instanceof GraphValue ? [left, right] : [right, left];
  if (!(value instanceof GraphValue)) throw refusal(call, 'expected at least one value of the network');
  const constant = withoutBatch(call, constantOf(call, given), value);
  const isFirst = left instanceof GraphValue;
  const scaling = isPerChannel(constant, value) ? asScaling(kind, constant.data, isFirst) : null;
  if (scaling) return call.build.add({ kind: 'affine', ...scaling }, [value]);
  const other = call.build.constant(constant, 'constant');
  return call.build.arithmetic(kind, isFirst ? [value, other] : [other, value]);
}

/** An argument that a layer reads beside `value`: a value of the network, or a constant in the graph's own alignment. */
export function operand(call: LayerCall, given: unknown, value: GraphValue): GraphValue {
  if (given instanceof GraphValue) {
    assertSameRank(call, [value, given]);
    return given;
  }
  return call.build.constant(withoutBatch(call, constantOf(call, given), value), 'constant');
}

export const summation = (parameter: string): Operation =>
  operation(parameter, (call, [values]) => {
    const inputs = networkValues(call, values);
    const [first] = inputs;
    return inputs.length === 1 && first ? first : call.build.arithmetic('add', inputs);
  });

/** x * scale */
export const scaled = (scale: number, parameter: string): Operation =>
  unaryAnywhere(parameter, (call, value) => call.build.scaled(scale, value));

export const square = (parameter: string): Operation =>
  unaryAnywhere(parameter, ({ build }, value) => build.arithmetic('multiply', [value, value]));

/** (x - y)^2 */
export const squaredDifference = (parameters: string): Operation =>
  operation(parameters, (call, [left, right]) => {
    const difference = combine(within(call, 'difference'), 'subtract', [left, right]);
    return call.build.arithmetic('multiply', [difference, difference]);
  });

/** 1 / x */
export const reciprocal = (parameter: string): Operation => unary(parameter, invert);

/** 1 / sqrt(x) */
export const rsqrt = (parameter: string): Operation =>
  unary(parameter, (call, value) => invert(call, call.build.activation({ kind: 'sqrt' }, value, 'sqrt')));

/** The graph aligns shapes at their last axis without the batch, TensorFlow with it. */
function assertSameRank(call: LayerCall, values: readonly [GraphValue, GraphValue]): void {
  const [left, right] = values;
  const isConstant = values.some((value) => value instanceof ConstantValue);
  if (isConstant || left.shape.length === right.shape.length) return;
  const shapes = `${left.shape.join(' x ')} and ${right.shape.join(' x ')}`;
  throw refusal(call, `expected values of as many axes, got ${shapes}`);
}

function invert(call: LayerCall, value: GraphValue): GraphValue {
  return call.build.arithmetic('divide', [call.build.number(1, 'one'), value]);
}

/** A number, a list of lists of numbers, or Keras 3's description of an array. */
export function constantOf(call: LayerCall, given: unknown): Tensor {
  const plain = withoutDescriptions(given);
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
  const isOne = plain.every((size) => size === 1);
  const fits = plain.length <= value.shape.length && broadcastShape(plain, value.shape);
  if (!fits || (value.batch.axis !== 0 && !isOne)) throw misfit(call, shape, value.shape);
  return { shape: plain, data };
}

function misfit(call: LayerCall, constant: Shape, value: Shape) {
  return refusal(call, `expected a constant that fits ${value.join(' x ')}, got ${constant.join(' x ')}`);
}
