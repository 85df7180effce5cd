import type { Activation } from '@slc/layer-graph';
import { z } from 'zod';
import { describeForeignClass } from '../config/foreign-class.js';
import type { GraphBuilder, GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal, show } from '../layer-call.js';
import { NO_WEIGHTS } from '../weights.js';
import { defineLayer, type LayerDefinition } from './define-layer.js';

/** A function's name, or a description that holds one: `{ class_name: 'function', config: 'relu6' }`, or a layer's. */
export const activationName = z
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

const SELU = { kind: 'elu', alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;
const HARD_SIGMOID_3 = { kind: 'hard-sigmoid', slope: 1 / 6, offset: 0.5 } as const;

/** Those that mean one function of one number, by Keras's names. */
const FUNCTIONS: Readonly<Record<string, Activation>> = {
  relu: { kind: 'relu' },
  relu6: { kind: 'clip', low: 0, high: 6 },
  leaky_relu: { kind: 'leaky-relu', slope: 0.2 },
  elu: { kind: 'elu', alpha: 1, scale: 1 },
  celu: { kind: 'elu', alpha: 1, scale: 1 },
  selu: SELU,
  gelu: { kind: 'gelu' },
  gelu_exact: { kind: 'gelu' },
  swish: { kind: 'swish' },
  silu: { kind: 'swish' },
  sigmoid: { kind: 'sigmoid' },
  tanh: { kind: 'tanh' },
  hard_tanh: { kind: 'clip', low: -1, high: 1 },
  softplus: { kind: 'softplus' },
  softsign: { kind: 'softsign' },
  exponential: { kind: 'exp' },
};

/** Those that are put together, or that the generations of Keras mean differently. */
const COMPOSED: Readonly<
  Record<string, (call: LayerCall, input: GraphValue, build: GraphBuilder) => GraphValue>
> = {
  softmax: (_call, input, build) => build.add({ kind: 'softmax' }, [input]),
  // Keras 2: clip(0.2 x + 0.5, 0, 1). Keras 3: relu6(x + 3) / 6.
  hard_sigmoid: ({ keras }, input, build) =>
    apply(keras === 3 ? HARD_SIGMOID_3 : { kind: 'hard-sigmoid', slope: 0.2, offset: 0.5 }, input, build),
  hard_swish: (_call, input, build) => gated(input, HARD_SIGMOID_3, build),
  hard_silu: (_call, input, build) => gated(input, HARD_SIGMOID_3, build),
  mish: (_call, input, build) => {
    const soft = apply({ kind: 'softplus' }, input, build, 'softplus');
    const gate = apply({ kind: 'tanh' }, soft, build, 'tanh');
    return build.add({ kind: 'arithmetic', operation: 'multiply' }, [input, gate]);
  },
};

export const ACTIVATION_NAMES: readonly string[] = [...Object.keys(FUNCTIONS), ...Object.keys(COMPOSED)];

/**
 * Applies the activation that a layer ends with; `linear` and none leave the value as it is.
 *
 * @throws SlcError `unsupported_model` for a name that is not known
 */
export function activate(
  call: LayerCall,
  activation: z.infer<typeof activationName>,
  value: GraphValue,
  build: GraphBuilder,
): GraphValue {
  if (activation === null) return value;
  if (typeof activation === 'string') return activateByName(call, activation, value, build);
  const { class_name, config } = activation;
  if (typeof config === 'string') return activateByName(call, config, value, build);
  const foreign = describeForeignClass(activation);
  if (foreign) throw refusal(call, `activation ${class_name}: ${foreign}`);
  const layer = Object.hasOwn(ACTIVATION_LAYERS, class_name) ? ACTIVATION_LAYERS[class_name] : undefined;
  const options = z.record(z.string(), z.unknown()).safeParse(config);
  if (!layer || !options.success) throw refusal(call, `activation ${show(activation)} is not supported`);
  const inner: LayerCall = {
    ...call,
    className: class_name,
    options: options.data,
    positional: [value],
    named: {},
  };
  return layer.read(inner, NO_WEIGHTS, build);
}

export function activateByName(
  call: LayerCall,
  name: string,
  value: GraphValue,
  build: GraphBuilder,
): GraphValue {
  if (name === 'linear') return value;
  const activation = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (activation) return apply(activation, value, build);
  const compose = Object.hasOwn(COMPOSED, name) ? COMPOSED[name] : undefined;
  if (compose) return compose(call, value, build);
  throw refusal(call, `activation ${name} is not supported`);
}

function apply(activation: Activation, input: GraphValue, build: GraphBuilder, part?: string): GraphValue {
  return build.add({ kind: 'activation', activation }, [input], part);
}

/** x * gate(x) */
function gated(input: GraphValue, gate: Activation, build: GraphBuilder): GraphValue {
  return build.add({ kind: 'arithmetic', operation: 'multiply' }, [input, apply(gate, input, build, 'gate')]);
}

const slope = z.union([z.number(), z.object({ value: z.number() }).transform(({ value }) => value)]);

/** Also given to other layers as their activation. */
export const ACTIVATION_LAYERS: Readonly<Record<string, LayerDefinition>> = {
  Activation: defineLayer({
    options: { activation: activationName },
    note: ACTIVATION_NAMES.join(', '),
    read: (call, { activation }, _weights, build) => activate(call, activation, inputOf(call), build),
  }),
  ReLU: defineLayer({
    options: {
      max_value: z.number().nullable(),
      negative_slope: z.number().nullable(),
      threshold: z.number().nullable(),
    },
    read(call, options, _weights, build) {
      const input = inputOf(call);
      return rectify(call, input, options, build);
    },
  }),
  LeakyReLU: defineLayer({
    // Keras 2 says alpha, Keras 3 negative_slope.
    options: { alpha: slope.optional(), negative_slope: slope.optional() },
    read(call, { alpha, negative_slope }, _weights, build) {
      const slope = negative_slope ?? alpha;
      if (slope === undefined) throw refusal(call, 'expected alpha or negative_slope, it has neither');
      return apply({ kind: 'leaky-relu', slope }, inputOf(call), build);
    },
  }),
  ThresholdedReLU: defineLayer({
    options: { theta: slope },
    read: (call, { theta }, _weights, build) => apply({ kind: 'threshold', at: theta }, inputOf(call), build),
  }),
  ELU: defineLayer({
    options: { alpha: slope },
    read: (call, { alpha }, _weights, build) => apply({ kind: 'elu', alpha, scale: 1 }, inputOf(call), build),
  }),
  PReLU: defineLayer({
    options: { shared_axes: z.array(z.int().positive()).nullable() },
    read(call, { shared_axes }, weights, build) {
      const input = inputOf(call);
      // Keras counts the batch among the axes.
      const shape = input.shape.map((size, axis) => (shared_axes?.includes(axis + 1) ? 1 : size));
      return build.add({ kind: 'prelu', slope: weights.take('alpha', shape) }, [input]);
    },
  }),
  Softmax: defineLayer({
    options: { axis: z.union([z.int(), z.tuple([z.int()]).transform(([axis]) => axis)]) },
    note: 'over the last axis',
    read(call, { axis }, _weights, build) {
      const input = inputOf(call);
      if (axis !== -1 && axis !== input.shape.length)
        throw refusal(call, `axis = ${axis}: expected the last axis`);
      return build.add({ kind: 'softmax' }, [input]);
    },
  }),
};

interface Rectifier {
  readonly max_value: number | null;
  readonly negative_slope: number | null;
  readonly threshold: number | null;
}

/** max_value where x >= max_value; x where x >= threshold; negative_slope * (x - threshold) elsewhere. */
function rectify(
  call: LayerCall,
  input: GraphValue,
  { max_value, negative_slope, threshold }: Rectifier,
  build: GraphBuilder,
): GraphValue {
  const slope = negative_slope ?? 0;
  const isCapped = typeof max_value === 'number';
  if (threshold) {
    if (slope !== 0 || isCapped) {
      throw refusal(call, `threshold = ${threshold}: expected it without negative_slope and max_value`);
    }
    return apply({ kind: 'threshold', at: threshold }, input, build);
  }
  if (slope === 0)
    return apply(isCapped ? { kind: 'clip', low: 0, high: max_value } : { kind: 'relu' }, input, build);
  const leaky: Activation = { kind: 'leaky-relu', slope };
  if (!isCapped) return apply(leaky, input, build);
  const value = apply(leaky, input, build, 'leaky');
  const cap = build.constant({ shape: [1], data: Float32Array.of(max_value) }, 'max');
  return build.add({ kind: 'arithmetic', operation: 'minimum' }, [value, cap]);
}
