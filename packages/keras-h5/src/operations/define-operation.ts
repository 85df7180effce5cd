import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import { GraphValue } from '../graph-builder.js';
import { type CallResult, type LayerCall, refusal, show, withBatchFirst } from '../layer-call.js';
import { describeValues } from '../layers/describe-values.js';
import { axesWithoutBatch } from '../layers/options.js';

/** A function of TensorFlow or Keras, which `x * 2` or `tf.nn.relu6(x)` leave in a model. */
export type Operation = (call: LayerCall, options?: LayerCall['options']) => CallResult;

/**
 * Defines a function.
 *
 * @param parameters names of its arguments, in order, with a space between
 * @param write gets the arguments in that order; an argument that is not given is undefined
 */
export function operation(
  parameters: string,
  write: (call: LayerCall, args: readonly unknown[]) => CallResult,
): Operation {
  const names = parameters.split(' ');
  return (call, options = {}) => write(call, bind(names, call, options));
}

/** Defines a function whose first argument is a value of the network. */
export function unary(
  parameters: string,
  write: (call: LayerCall, value: GraphValue, args: readonly unknown[]) => CallResult,
): Operation {
  return operation(parameters, (call, [x, ...args]) => write(call, networkValue(call, x), args));
}

/** As `unary`, for a function that works wherever the batch is. */
export function unaryAnywhere(parameters: string, write: Parameters<typeof unary>[1]): Operation {
  return operation(parameters, (call, [x, ...args]) => write(call, anyNetworkValue(call, x), args));
}

/** Arguments without an effect on the numbers; the last two belong to a resize that keeps the aspect ratio, and is refused. */
const WITHOUT_EFFECT = /^(name|data_format|dtype|trainable|training|mask|fill_mode|fill_value)$/;

/** Puts a call's arguments in the operation's order. @throws SlcError `unsupported_model` for an unknown argument */
function bind(parameters: readonly string[], call: LayerCall, options: LayerCall['options']) {
  if (call.positional.length > parameters.length) {
    throw refusal(call, `expected at most ${parameters.length} arguments, got ${call.positional.length}`);
  }
  const given = { ...options, ...call.named };
  for (const [name, value] of Object.entries(given)) {
    if (parameters.includes(name) || value === null || value === undefined || value === false) continue;
    if (name === 'data_format' && value !== 'channels_last' && value !== 'NHWC') {
      throw refusal(call, `${name} = ${show(value)}: expected the channels last`);
    }
    if (!WITHOUT_EFFECT.test(name)) throw refusal(call, `argument ${name} = ${show(value)} is not supported`);
  }
  return parameters.map((name, i) => withoutDescriptions(call.positional[i] ?? given[name]));
}

const described = z.object({
  class_name: z.enum(['__numpy__', '__tensor__']),
  config: z.object({ value: z.unknown() }),
});

/** An array or a single number of numpy's, which a .keras file describes, as the numbers themselves; also in a list. */
export function withoutDescriptions(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(withoutDescriptions);
  const { success, data } = described.safeParse(given);
  return success ? data.config.value : given;
}

export function networkValue(call: LayerCall, argument: unknown): GraphValue {
  return withBatchFirst(call, anyNetworkValue(call, argument));
}

/** A value of the network, wherever its batch is. */
export function anyNetworkValue(call: LayerCall, argument: unknown): GraphValue {
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
  const values = describeValues(schema);
  throw refusal(
    call,
    `argument ${show(given)} is not supported${values === '' ? '' : ` (expected ${values})`}`,
  );
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
