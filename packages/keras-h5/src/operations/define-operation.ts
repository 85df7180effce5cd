import type { Shape, Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { axesWithoutBatch } from '../layers/options.js';

/** A function of TensorFlow or Keras, which `x * 2` or `tf.nn.relu6(x)` leave in a model. */
export type Operation = (call: LayerCall, options?: LayerCall['options']) => GraphValue;

/**
 * Defines a function.
 *
 * @param parameters names of its arguments, in order, with a space between
 * @param write gets the arguments in that order; an argument that is not given is undefined
 */
export function operation(
  parameters: string,
  write: (call: LayerCall, args: readonly unknown[]) => GraphValue,
): Operation {
  const names = parameters.split(' ');
  return (call, options = {}) => write(call, bind(names, call, options));
}

/** Arguments that have no effect on the numbers. */
const WITHOUT_EFFECT = new Set([
  'name',
  'data_format',
  'dtype',
  'trainable',
  'training',
  'mask',
  // These two belong to a resize that keeps the aspect ratio, which is refused.
  'fill_mode',
  'fill_value',
]);

/**
 * Puts a call's arguments in the operation's order.
 *
 * @throws SlcError `unsupported_model` for an argument that is not known
 */
function bind(
  parameters: readonly string[],
  call: LayerCall,
  options: LayerCall['options'],
): readonly unknown[] {
  if (call.positional.length > parameters.length) {
    throw refusal(call, `expected at most ${parameters.length} arguments, got ${call.positional.length}`);
  }
  const given = { ...options, ...call.named };
  for (const [name, value] of Object.entries(given)) {
    if (parameters.includes(name) || value === null || value === undefined || value === false) continue;
    if (name === 'data_format' && value !== 'channels_last' && value !== 'NHWC') {
      throw refusal(call, `${name} = ${show(value)}: expected the channels last`);
    }
    if (!WITHOUT_EFFECT.has(name)) throw refusal(call, `argument ${name} = ${show(value)} is not supported`);
  }
  return parameters.map((name, i) => call.positional[i] ?? given[name]);
}

export function networkValue(call: LayerCall, argument: unknown): GraphValue {
  if (argument instanceof GraphValue) return argument;
  throw refusal(call, `expected a value of the network, got ${show(argument)}`);
}

export function networkValues(call: LayerCall, argument: unknown): readonly GraphValue[] {
  if (!Array.isArray(argument)) throw refusal(call, `expected a list of values, got ${show(argument)}`);
  return argument.map((each) => networkValue(call, each));
}

/** Checks an argument. The schema's default takes the place of one that is not given. */
export function argument<T>(call: LayerCall, given: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(given ?? undefined);
  if (result.success) return result.data;
  throw refusal(call, `argument ${show(given)}: ${result.error.issues[0]?.message}`);
}

/** A number, a list of lists of numbers, or Keras 3's description of an array. */
export function constantOf(call: LayerCall, given: unknown): Tensor {
  const described = z.object({ config: z.object({ value: z.unknown() }) }).safeParse(given);
  const plain = described.success ? described.data.config.value : given;
  const shape: number[] = [];
  for (let level = plain; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat = [plain].flat(8);
  const size = shape.reduce((total, length) => total * length, 1);
  if (flat.length !== size || !flat.every((each) => typeof each === 'number' && Number.isFinite(each))) {
    throw refusal(call, `expected a number or an array of numbers, got ${show(given)}`);
  }
  return { shape, data: Float32Array.from(flat) };
}

const axisList = z.union([z.int().transform((axis) => [axis]), z.array(z.int())]);

/** Axes that count the batch, or from the end, as axes without it; ascending. All of them where none are given. */
export function axesOf(call: LayerCall, given: unknown, shape: Shape): readonly number[] {
  const all = shape.map((_, axis) => axis + 1);
  const list = argument(call, given, axisList.default(all));
  const axes = axesWithoutBatch(list, shape);
  if (axes.some((axis) => axis < 0 || axis >= shape.length)) {
    throw refusal(call, `axis = ${show(given)}: expected axes of the value, and not the batch`);
  }
  return axes;
}
