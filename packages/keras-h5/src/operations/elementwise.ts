import type { Activation } from '@slc/layer-graph';
import { z } from 'zod';
import { refusal, show } from '../layer-call.js';
import { activateByName } from '../layers/activation-functions.js';
import { argument, axesOf, networkValue, type Operation, operation, unary } from './define-operation.js';

/** A function of one number that the graph has. */
export const plain = (activation: Activation, parameter: string): Operation =>
  unary(parameter, (call, value) => call.build.activation(activation, value));

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

export const softmax = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const [only] = axesOf(call, axis ?? -1, value.shape);
    if (only !== value.shape.length - 1) throw refusal(call, `axis = ${show(axis)}: expected the last axis`);
    return call.build.add({ kind: 'softmax' }, [value]);
  });

export const unchanged = (parameters: string): Operation =>
  unary(parameters, (call, value) => call.build.add({ kind: 'identity' }, [value]));

const FLOAT_TYPES = ['float16', 'bfloat16', 'float32', 'float64'];

/** A cast to another kind of float, which changes nothing here; a cast to whole numbers would round. */
export const casting = (parameters: string): Operation =>
  operation(parameters, (call, [x, dtype]) => {
    if (dtype !== undefined && !FLOAT_TYPES.some((name) => name === dtype)) {
      throw refusal(call, `dtype = ${show(dtype)}: expected ${FLOAT_TYPES.join(', ')}`);
    }
    return call.build.add({ kind: 'identity' }, [networkValue(call, x)]);
  });
