import type { Shape, Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { type GraphBuilder, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';

/** A function of TensorFlow or Keras, as `x * 2` or `tf.nn.relu6(x)` leave it in a model. */
export interface Operation {
  /** Names of its arguments, in order. */
  readonly parameters: readonly string[];
  /** @param args in that order; what is not given is undefined */
  write(args: readonly unknown[], call: LayerCall, build: GraphBuilder): GraphValue;
}

export function operation(parameters: string, write: Operation['write']): Operation {
  return { parameters: parameters.split(' '), write };
}

/** Arguments that have no effect on the numbers. */
const WITHOUT_EFFECT = new Set([
  'name',
  'data_format',
  'dtype',
  'trainable',
  'training',
  'mask',
  // Of a resize that keeps the aspect ratio, which is refused.
  'fill_mode',
  'fill_value',
]);

/**
 * Lays a call's arguments in the operation's order.
 *
 * @throws SlcError `unsupported_model` for an argument that is not known
 */
export function bind(
  { parameters }: Operation,
  call: LayerCall,
  options: Readonly<Record<string, unknown>>,
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

export function networkValue(argument: unknown, call: LayerCall): GraphValue {
  if (argument instanceof GraphValue) return argument;
  throw refusal(call, `expected a value of the network, got ${show(argument)}`);
}

export function networkValues(argument: unknown, call: LayerCall): readonly GraphValue[] {
  if (!Array.isArray(argument)) throw refusal(call, `expected a list of values, got ${show(argument)}`);
  return argument.map((each) => networkValue(each, call));
}

/** An argument of a given type; `fallback` where it is not given. */
export function argument<T>(given: unknown, schema: z.ZodType<T>, fallback: T, call: LayerCall): T {
  if (given === undefined || given === null) return fallback;
  const result = schema.safeParse(given);
  if (!result.success) throw refusal(call, `argument ${show(given)}: ${result.error.issues[0]?.message}`);
  return result.data;
}

/** A number, a list of lists of numbers, or Keras 3's description of an array. */
export function constantOf(given: unknown, call: LayerCall): Tensor {
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

/** Axes that count the batch, or from the end, as axes without it; ascending. */
export function axesOf(given: unknown, { length: rank }: Shape, call: LayerCall): readonly number[] {
  const all = Array.from({ length: rank }, (_, axis) => axis + 1);
  const list = argument(given, z.union([z.int().transform((axis) => [axis]), z.array(z.int())]), all, call);
  const axes = list.map((axis) => (axis < 0 ? axis + rank : axis - 1)).sort((a, b) => a - b);
  if (axes.some((axis) => axis < 0 || axis >= rank)) {
    throw refusal(call, `axis = ${show(given)}: expected axes of the value, and not the batch`);
  }
  return axes;
}
