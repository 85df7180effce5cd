import type { Activation } from '@slc/layer-graph';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal } from '../layer-call.js';

const SELU = { kind: 'elu', alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;
const HARD_SIGMOID_2 = { kind: 'hard-sigmoid', slope: 0.2, offset: 0.5 } as const;
const HARD_SIGMOID_3 = { kind: 'hard-sigmoid', slope: 1 / 6, offset: 0.5 } as const;

/** Functions of one number that the graph has, by Keras's names. */
const PLAIN: Readonly<Record<string, Activation>> = {
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

/** Functions of several numbers or several steps, and one that the generations of Keras define differently. */
const COMPOSED: Readonly<Record<string, (call: LayerCall, input: GraphValue) => GraphValue>> = {
  softmax: ({ build }, input) => build.add({ kind: 'softmax' }, [input]),
  log_softmax: (call, input) => logSoftmaxOf(call, input, [input.shape.length - 1]),
  // Keras 2: clip(0.2 x + 0.5, 0, 1). Keras 3: relu6(x + 3) / 6.
  hard_sigmoid: ({ keras, build }, input) =>
    build.activation(keras === 3 ? HARD_SIGMOID_3 : HARD_SIGMOID_2, input),
  hard_swish: hardSilu,
  hard_silu: hardSilu,
  log_sigmoid({ build }, input) {
    const softplus = build.activation({ kind: 'softplus' }, build.scaled(-1, input, 'negative'), 'softplus');
    return build.scaled(-1, softplus);
  },
  // x - tanh(x)
  tanh_shrink({ build }, input) {
    return build.arithmetic('subtract', [input, build.activation({ kind: 'tanh' }, input, 'tanh')]);
  },
  squareplus: (call, input) => squareplusOf(call, input, 4),
  mish({ build }, input) {
    const softplus = build.activation({ kind: 'softplus' }, input, 'softplus');
    return build.arithmetic('multiply', [input, build.activation({ kind: 'tanh' }, softplus, 'tanh')]);
  },
};

export const ACTIVATION_NAMES: readonly string[] = [...Object.keys(PLAIN), ...Object.keys(COMPOSED)];

/** @throws SlcError `unsupported_model` for a name that is not known */
export function activateByName(call: LayerCall, name: string, value: GraphValue): GraphValue {
  if (name === 'linear') return value;
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plain) return call.build.activation(plain, value);
  const compose = Object.hasOwn(COMPOSED, name) ? COMPOSED[name] : undefined;
  if (compose) return compose(call, value);
  throw refusal(call, `activation ${name} is not supported`);
}

/** x - max(x) - log(sum(exp(x - max(x)))) along axes of the shape */
export function logSoftmaxOf({ build }: LayerCall, value: GraphValue, axes: readonly number[]): GraphValue {
  const top = build.add({ kind: 'reduce', operation: 'max', axes, keepDims: true }, [value], 'top');
  const below = build.arithmetic('subtract', [value, top], 'below');
  const exponents = build.activation({ kind: 'exp' }, below, 'exp');
  const sum = build.add({ kind: 'reduce', operation: 'sum', axes, keepDims: true }, [exponents], 'sum');
  return build.arithmetic('subtract', [below, build.activation({ kind: 'log' }, sum, 'log')]);
}

/** x * relu6(x + 3) / 6 */
function hardSilu({ build }: LayerCall, input: GraphValue): GraphValue {
  const gate = build.activation(HARD_SIGMOID_3, input, 'gate');
  return build.arithmetic('multiply', [input, gate]);
}

/** (x + sqrt(x^2 + b)) / 2 */
export function squareplusOf({ build }: LayerCall, input: GraphValue, b: number): GraphValue {
  const squares = build.arithmetic('multiply', [input, input], 'squares');
  const raised = build.add(
    { kind: 'affine', scale: Float32Array.of(1), offset: Float32Array.of(b) },
    [squares],
    'raised',
  );
  const root = build.activation({ kind: 'sqrt' }, raised, 'root');
  return build.scaled(0.5, build.arithmetic('add', [input, root], 'sum'));
}
