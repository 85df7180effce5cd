import type { Activation } from '@slc/layer-graph';
import { z } from 'zod';
import { refusal, show } from '../layer-call.js';
import { activateByName, squareplusOf } from '../layers/activation-functions.js';
import { Sizes } from '../sizes.js';
import { truth } from './comparison.js';
import {
  anyNetworkValue,
  argument,
  type Operation,
  operation,
  unary,
  unaryAnywhere,
} from './define-operation.js';

/** A function of one number that the graph has. */
export const plain = (activation: Activation, parameter: string): Operation =>
  unaryAnywhere(parameter, (call, value) => call.build.activation(activation, value));

/** One of Keras's activations. */
export const activation = (name: string, parameter: string): Operation =>
  unary(parameter, (call, value) => activateByName(call, name, value));

export const gelu = (parameter: string, exactByDefault: boolean): Operation =>
  unary(`${parameter} approximate`, (call, value, [approximate]) => {
    const isApproximate = argument(call, approximate, z.boolean().default(!exactByDefault));
    return call.build.activation({ kind: isApproximate ? 'gelu-tanh' : 'gelu' }, value);
  });

export const leakyRelu = (parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const slope = argument(call, given, z.number().default(0.2));
    return call.build.activation({ kind: 'leaky-relu', slope }, value);
  });

export const elu = (parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const alpha = argument(call, given, z.number().default(1));
    return call.build.activation({ kind: 'elu', alpha, scale: 1 }, value);
  });

export const clip = (parameters: string): Operation =>
  unary(parameters, (call, value, [least, most]) => {
    const low = argument(call, least, z.number().optional());
    const high = argument(call, most, z.number().optional());
    if (low === undefined || high === undefined || low > high) {
      throw refusal(call, `expected two limits, got ${show(least)} and ${show(most)}`);
    }
    return call.build.activation({ kind: 'clip', low, high }, value);
  });

export const unchanged = (parameters: string): Operation =>
  unaryAnywhere(parameters, (call, value) => call.build.add({ kind: 'identity' }, [value]));

const FLOAT_TYPES = ['float16', 'bfloat16', 'float32', 'float64'];

/**
 * A cast to another kind of float, which changes nothing here, or to truth values; a cast to whole numbers would round.
 * Sizes are whole numbers already.
 */
export const casting = (parameters: string): Operation =>
  operation(parameters, (call, [x, given]) => {
    if (x instanceof Sizes) return x;
    const dtype = typeof given === 'string' ? floatName(given) : given;
    const isTruth = dtype === 'bool';
    if (dtype !== undefined && !isTruth && !FLOAT_TYPES.some((name) => name === dtype)) {
      throw refusal(call, `dtype = ${show(given)}: expected ${FLOAT_TYPES.join(', ')}, bool`);
    }
    const value = anyNetworkValue(call, x);
    return isTruth ? truth(call, value) : call.build.add({ kind: 'identity' }, [value]);
  });

/** TensorFlow's operations have `DT_FLOAT`, `DT_HALF`. */
function floatName(dtype: string): string {
  const names: Readonly<Record<string, string>> = {
    DT_HALF: 'float16',
    DT_BFLOAT16: 'bfloat16',
    DT_FLOAT: 'float32',
    DT_DOUBLE: 'float64',
    DT_BOOL: 'bool',
  };
  return names[dtype] ?? dtype;
}

/** (x + sqrt(x^2 + b)) / 2 */
export const squareplus = (parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const b = argument(call, given, z.number().positive().default(4));
    return squareplusOf(call, value, b);
  });

/** sign(x): 1, 0 or -1. */
export const sign = (parameter: string): Operation =>
  unary(parameter, ({ build }, value) => {
    const above = build.activation({ kind: 'step' }, value, 'above');
    const below = build.activation({ kind: 'step' }, build.scaled(-1, value, 'negative'), 'below');
    return build.arithmetic('subtract', [above, below]);
  });
