import { z } from 'zod';
import { describeForeignClass } from '../config/foreign-class.js';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal, show } from '../layer-call.js';
import { softmaxAlong } from '../operations/normalising.js';
import { ACTIVATION_NAMES, activateByName } from './activation-functions.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { axesWithoutBatch } from './options.js';

/** A function's name, or a description that holds one: `{ class_name: 'function', config: 'relu6' }`, or a layer's. */
export const activationOption = z
  .union([
    z.string(),
    z.null(),
    z.object({
      class_name: z.string(),
      config: z.unknown(),
      module: z.string().nullish(),
      registered_name: z.string().nullish(),
    }),
  ])
  .describe('by name, or an activation layer');

/**
 * Applies the activation that a layer ends with; `linear` and none leave the value as it is.
 *
 * @throws SlcError `unsupported_model` for a name that is not known
 */
export function activate(
  call: LayerCall,
  activation: z.infer<typeof activationOption>,
  value: GraphValue,
): GraphValue {
  if (activation === null) return value;
  if (typeof activation === 'string') return activateByName(call, activation, value);
  const { class_name, config } = activation;
  if (typeof config === 'string') return activateByName(call, config, value);
  const foreign = describeForeignClass(activation);
  if (foreign) throw refusal(call, `activation ${class_name}: ${foreign}`);
  const layer = Object.hasOwn(WITHOUT_WEIGHTS, class_name) ? WITHOUT_WEIGHTS[class_name] : undefined;
  const options = z.record(z.string(), z.unknown()).safeParse(config);
  if (!layer || !options.success) throw refusal(call, `activation ${show(activation)} is not supported`);
  return layer.read({
    ...call,
    className: class_name,
    options: options.data,
    positional: [value],
    named: {},
  });
}

const slope = z.union([z.number(), z.object({ value: z.number() }).transform(({ value }) => value)]);

const rectifier = {
  max_value: z.number().nullable(),
  negative_slope: z.number().nullable(),
  threshold: z.number().nullable(),
};

/** Other layers may have one of these as their activation: it takes none of their weights. */
const WITHOUT_WEIGHTS: LayerTable<GraphValue> = {
  Activation: defineLayer({
    options: { activation: activationOption },
    note: ACTIVATION_NAMES.join(', '),
    read: (call, { activation }) => activate(call, activation, inputOf(call)),
  }),
  ReLU: defineLayer({ options: rectifier, read: rectify }),
  LeakyReLU: defineLayer({
    // Keras 2 says alpha, Keras 3 negative_slope.
    options: { alpha: slope.optional(), negative_slope: slope.optional() },
    read(call, { alpha, negative_slope }) {
      const slope = negative_slope ?? alpha;
      if (slope === undefined) throw refusal(call, 'expected alpha or negative_slope, it has neither');
      return call.build.activation({ kind: 'leaky-relu', slope }, inputOf(call));
    },
  }),
  ThresholdedReLU: defineLayer({
    options: { theta: slope },
    read: (call, { theta }) => call.build.activation({ kind: 'threshold', at: theta }, inputOf(call)),
  }),
  ELU: defineLayer({
    options: { alpha: slope },
    read: (call, { alpha }) => call.build.activation({ kind: 'elu', alpha, scale: 1 }, inputOf(call)),
  }),
  Softmax: defineLayer({
    options: { axis: z.union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)]) },
    note: 'along one axis, without a mask',
    read(call, { axis }) {
      const input = inputOf(call);
      const [own = -1] = axesWithoutBatch([axis], input.shape);
      if (own < 0 || own >= input.shape.length) {
        throw refusal(call, `axis = ${axis}: expected an axis of the value, and not the batch`);
      }
      return softmaxAlong(call, input, own);
    },
  }),
};

export const ACTIVATION_LAYERS: LayerTable = {
  ...WITHOUT_WEIGHTS,
  PReLU: defineLayer({
    options: { shared_axes: z.array(z.int().positive()).nullable() },
    read(call, { shared_axes }) {
      const input = inputOf(call);
      // Keras counts the batch among the axes.
      const shape = input.shape.map((size, axis) => (shared_axes?.includes(axis + 1) ? 1 : size));
      return call.build.add({ kind: 'prelu', slope: call.weights.take('alpha', shape) }, [input]);
    },
  }),
};

/** max_value where x >= max_value; x where x >= threshold; negative_slope * (x - threshold) elsewhere. */
function rectify(
  call: LayerCall,
  { max_value, negative_slope, threshold }: z.infer<z.ZodObject<typeof rectifier>>,
): GraphValue {
  const { build } = call;
  const input = inputOf(call);
  const slope = negative_slope ?? 0;
  if (threshold) {
    if (slope !== 0 || max_value !== null) {
      throw refusal(call, `threshold = ${threshold}: expected it without negative_slope and max_value`);
    }
    return build.activation({ kind: 'threshold', at: threshold }, input);
  }
  if (max_value === null) {
    return build.activation(slope === 0 ? { kind: 'relu' } : { kind: 'leaky-relu', slope }, input);
  }
  if (slope === 0) return build.activation({ kind: 'clip', low: 0, high: max_value }, input);
  const leaky = build.activation({ kind: 'leaky-relu', slope }, input, 'leaky');
  const cap = build.number(max_value, 'max');
  return build.arithmetic('minimum', [leaky, cap]);
}
