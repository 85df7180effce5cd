import { type Shape, sizeOf } from '@slc/layer-graph';
import { z } from 'zod';
import { ConstantValue, GraphValue } from '../graph-builder.js';
import { inputsOf, type LayerCall, refusal, show, withBatchFirst, within } from '../layer-call.js';
import { einsum } from '../operations/einsum.js';
import { divideByNorm, softmaxAlong } from '../operations/normalising.js';
import { attend, multiplyMatrices } from '../operations/products.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { axesWithoutBatch, count } from './options.js';

const usesDropout = ({ dropout }: LayerCall['options']) => dropout !== 0;

const groupedQueryAttention = defineLayer({
  options: {
    head_dim: count,
    num_query_heads: count,
    num_key_value_heads: count,
    dropout: z.unknown(),
    use_bias: z.boolean(),
    use_gate: z.boolean().default(false),
    sliding_window: z.null().optional(),
    flash_attention: z.boolean().nullable().optional(),
  },
  note: 'without masks',
  differsInTraining: usesDropout,
  read: (call, { head_dim, num_query_heads, num_key_value_heads, ...options }) =>
    multiHeadAttention(call, {
      ...options,
      num_heads: num_query_heads,
      key_dim: head_dim,
      value_dim: head_dim,
      output_shape: null,
      attention_axes: null,
      shared_heads: num_key_value_heads,
    }),
});

export const ATTENTION_LAYERS: LayerTable = {
  MultiHeadAttention: defineLayer({
    options: {
      num_heads: count,
      key_dim: count,
      value_dim: count.nullable(),
      dropout: z.unknown(),
      use_bias: z.boolean(),
      use_gate: z.boolean().default(false),
      output_shape: z.union([z.null(), count.transform((size) => [size]), z.array(count)]),
      attention_axes: z.union([z.null(), z.int().transform((axis) => [axis]), z.array(z.int())]),
      sliding_window: z.null().optional(),
      flash_attention: z.boolean().nullable().optional(),
      query_shape: z.unknown().optional(),
      key_shape: z.unknown().optional(),
      value_shape: z.unknown().optional(),
    },
    note: 'of a value to itself or to another, without masks; gives its weights where asked',
    differsInTraining: usesDropout,
    read: (call, options) => multiHeadAttention(call, options),
  }),
  // A .keras file has the first name, a .h5 file the second.
  GroupQueryAttention: groupedQueryAttention,
  GroupedQueryAttention: groupedQueryAttention,
  Attention: defineLayer({
    options: {
      use_scale: z.boolean(),
      score_mode: z.enum(['dot', 'concat']).default('dot'),
      dropout: z.unknown().optional(),
      causal: z.literal(false).optional(),
    },
    note: 'without masks',
    differsInTraining: usesDropout,
    read(call, { use_scale, score_mode }) {
      const { query, key, value } = valuesOf(call, []);
      const scale = use_scale ? call.weights.take('scale', []).data : null;
      if (score_mode === 'dot')
        return attended(call, attend(call, { query, key, value, scale: scale?.[0] ?? 1 }));
      const factor = call.weights.take('concat_score_weight', []).data[0] ?? 1;
      const tanh = tanhOfSums(call, { query, key }, { factor: scale?.[0] ?? 1, scale: null });
      return weigh(call, { scores: call.build.scaled(factor, tanh, 'scores'), value });
    },
  }),
  AdditiveAttention: defineLayer({
    options: {
      use_scale: z.boolean(),
      dropout: z.unknown().optional(),
      causal: z.literal(false).optional(),
      score_mode: z.unknown().optional(),
    },
    note: 'without masks',
    differsInTraining: usesDropout,
    read(call, { use_scale }) {
      const { query, key, value } = valuesOf(call, []);
      const scale = use_scale
        ? call.weights.take('scale', [query.shape.at(-1) ?? 0]).data
        : Float32Array.of(1);
      return weigh(call, { scores: tanhOfSums(call, { query, key }, { factor: 1, scale }), value });
    },
  }),
  Dot: defineLayer({
    options: {
      axes: z.union([z.int().transform((axis) => [axis, axis]), z.tuple([z.int(), z.int()])]),
      normalize: z.boolean(),
    },
    note: 'along one axis of each value',
    read(call, { axes, normalize }) {
      const inputs = inputsOf(call);
      if (inputs.length !== 2) throw refusal(call, `expected two inputs, got ${inputs.length}`);
      const letters = ['abcdef', 'uvwxyz'];
      const sides = inputs.map((input, i) => {
        const [axis = -1] = axesWithoutBatch([axes[i] ?? -1], input.shape);
        if (axis < 0 || axis >= input.shape.length)
          throw refusal(call, `axes = ${axes}: expected others than the batch`);
        const names = (letters[i] ?? '').slice(0, input.shape.length).split('').with(axis, 's').join('');
        const least = Math.sqrt(SMALLEST_SQUARES);
        return {
          names,
          value: normalize ? divideByNorm(call, input, { axes: [axis], order: 2, least }) : input,
        };
      });
      const left = sides.map(({ names }) => names.replace('s', '')).join('');
      const equation = `${sides.map(({ names }) => `B${names}`).join(',')}->B${left}`;
      const product = einsum(
        call,
        equation,
        sides.map(({ value }) => value),
      );
      return left === '' ? call.build.reshape([1], product) : product;
    },
  }),
};

/** tf.math.l2_normalize's epsilon. */
const SMALLEST_SQUARES = 1e-12;

interface Heads {
  readonly num_heads: number;
  readonly key_dim: number;
  readonly value_dim: number | null;
  readonly use_bias: boolean;
  readonly use_gate: boolean;
  readonly output_shape: readonly number[] | null;
  readonly attention_axes: readonly number[] | null;
  /** How many heads of keys and values there are, each for several of the query's. */
  readonly shared_heads?: number;
}

function multiHeadAttention(call: LayerCall, options: Heads): GraphValue | readonly GraphValue[] {
  const { query, key, value } = valuesOf(call, ['query', 'value', 'key']);
  const { build } = call;
  const length = options.value_dim ?? options.key_dim;
  const heads = options.shared_heads ?? options.num_heads;
  const axes =
    options.attention_axes === null
      ? query.shape.slice(0, -1).map((_, axis) => axis)
      : axesWithoutBatch(options.attention_axes, query.shape);
  const tokens = (input: GraphValue) => flattenTokens(call, input, axes);
  const q = project(call, tokens(query), {
    ...options,
    part: 'query',
    heads: options.num_heads,
    size: options.key_dim,
  });
  const k = project(call, tokens(key), { ...options, part: 'key', heads, size: options.key_dim });
  // Keras makes the gate's weights before the value's.
  const gate = options.use_gate
    ? project(call, tokens(query), { ...options, part: 'gate', heads: options.num_heads, size: length })
    : null;
  const v = project(call, tokens(value), { ...options, part: 'value', heads, size: length });

  const repeats = options.num_heads / heads;
  const scale = 1 / Math.sqrt(options.key_dim);
  const { output, weights } = attend(call, {
    query: q,
    key: repeatHeads(call, k, repeats),
    value: repeatHeads(call, v, repeats),
    scale,
  });
  const gated = gate
    ? build.arithmetic('multiply', [output, build.activation({ kind: 'sigmoid' }, gate, 'open')], 'gated')
    : output;
  const whole = joinHeads(call, gated, options);
  const result = restoreTokens(call, whole, { like: query.shape, axes });
  if (!call.named.return_attention_scores) return result;
  if (axes.length !== query.shape.length - 1)
    throw refusal(call, 'expected attention along all axes to give its weights');
  return [
    result,
    build.reshape(
      [options.num_heads, ...query.shape.slice(0, -1), ...key.shape.slice(0, -1)],
      weights,
      'given',
    ),
  ];
}

/** (…others, …positions, channels) with each kind of axis as one: (others, positions, channels), or without the first. */
function flattenTokens({ build }: LayerCall, input: GraphValue, axes: readonly number[]): GraphValue {
  const rank = input.shape.length;
  if (rank === 2) return input;
  const order = orderOf(rank, axes);
  const sizes = order.map((axis) => input.shape[axis] ?? 1);
  const others = sizes.slice(0, rank - 1 - axes.length);
  const positions = sizes.slice(others.length, -1);
  const turned = build.transpose(order, input, 'turned');
  const shape = [sizeOf(positions), input.shape.at(-1) ?? 1];
  return build.reshape(others.length > 0 ? [sizeOf(others), ...shape] : shape, turned, 'tokens');
}

/** The way back, for a result that may have several axes in place of the channels. */
function restoreTokens(
  { build }: LayerCall,
  value: GraphValue,
  { like, axes }: { readonly like: Shape; readonly axes: readonly number[] },
): GraphValue {
  const rank = like.length;
  if (rank === 2) return value;
  const order = orderOf(rank, axes).slice(0, -1);
  const outputs = value.shape.slice(axes.length === rank - 1 ? 1 : 2);
  const apart = build.reshape([...order.map((axis) => like[axis] ?? 1), ...outputs], value, 'apart');
  const back = order.map((_, axis) => order.indexOf(axis));
  return build.transpose([...back, ...outputs.map((_, i) => rank - 1 + i)], apart);
}

/** All axes: those without attention, those with it, the channels. */
function orderOf(rank: number, axes: readonly number[]): readonly number[] {
  const others = Array.from({ length: rank - 1 }, (_, axis) => axis).filter((axis) => !axes.includes(axis));
  return [...others, ...axes, rank - 1];
}

interface Projection {
  readonly part: string;
  readonly heads: number;
  readonly size: number;
  readonly use_bias: boolean;
}

/** (…, positions, channels) to (…, heads, positions, size) */
function project(
  call: LayerCall,
  input: GraphValue,
  { part, heads, size, use_bias }: Projection,
): GraphValue {
  const { weights, build } = call;
  const names = [part, `${part}_dense`];
  const channels = input.shape.at(-1) ?? 0;
  const { data } = weights.takeFrom(names, 'kernel', [channels, heads, size]);
  const kernel = { shape: [channels, heads * size], data };
  const bias = use_bias ? weights.takeFrom(names, 'bias', [heads, size]).data : null;
  const flat = build.add({ kind: 'dense', kernel, bias, activation: null }, [input], part);
  const apart = build.reshape([...input.shape.slice(0, -1), heads, size], flat, `${part}-apart`);
  return build.transpose(swapHeads(apart.shape.length), apart, `${part}-heads`);
}

/** Several heads of the query read one of the others. */
function repeatHeads({ build }: LayerCall, value: GraphValue, times: number): GraphValue {
  if (times === 1) return value;
  const raised = build.reshape(value.shape.toSpliced(-2, 0, 1), value, 'shared');
  const copies = build.add(
    { kind: 'concat', axis: raised.shape.length - 3 },
    Array.from({ length: times }, () => raised),
    'copies',
  );
  const [heads = 1] = value.shape.slice(-3);
  return build.reshape(value.shape.with(-3, heads * times), copies, 'heads');
}

/** (…, heads, positions, length) to (…, positions, outputs) */
function joinHeads(call: LayerCall, input: GraphValue, { output_shape, use_bias }: Heads): GraphValue {
  const { weights, build } = call;
  const outputs = output_shape ?? [queryChannels(call)];
  const names = ['attention_output', 'output_dense'];
  const [heads = 1, positions = 1, length = 1] = input.shape.slice(-3);
  const { data } = weights.takeFrom(names, 'kernel', [heads, length, ...outputs]);
  const bias = use_bias ? weights.takeFrom(names, 'bias', outputs).data : null;
  const turned = build.transpose(swapHeads(input.shape.length), input, 'joined');
  const flat = build.reshape([...input.shape.slice(0, -3), positions, heads * length], turned, 'flat');
  const kernel = { shape: [heads * length, sizeOf(outputs)], data };
  const value = build.add({ kind: 'dense', kernel, bias, activation: null }, [flat]);
  return outputs.length === 1 ? value : build.reshape([...value.shape.slice(0, -1), ...outputs], value);
}

function queryChannels(call: LayerCall): number {
  return valuesOf(call, ['query', 'value', 'key']).query.shape.at(-1) ?? 0;
}

/** Swaps the third and the second axis from the end. */
function swapHeads(rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) =>
    axis === rank - 3 ? rank - 2 : axis === rank - 2 ? rank - 3 : axis,
  );
}

const ARGUMENTS = /^(training|name|return_attention_scores)$/;

/** Query, value and key in their order, or by name. @throws SlcError `unsupported_model` for a mask */
function valuesOf(call: LayerCall, names: readonly string[]) {
  for (const [name, given] of Object.entries(call.named)) {
    const isNothing = !given || (Array.isArray(given) && given.every((each) => each === null));
    if (isNothing || names.includes(name) || ARGUMENTS.test(name)) continue;
    throw refusal(call, `${name} = ${show(given)}: expected attention without a mask`);
  }
  const positional = call.positional.flat(2).filter((each) => each !== null);
  if (positional.length > 3)
    throw refusal(call, `expected query, value and key, got ${positional.length} inputs`);
  const [query, value, key = value] = [0, 1, 2].map((i) => {
    const given = positional[i] ?? call.named[names[i] ?? ''];
    if (given === undefined || given === null) return undefined;
    if (given instanceof GraphValue && !(given instanceof ConstantValue)) return withBatchFirst(call, given);
    throw refusal(call, `expected values of the network, got ${show(given)}`);
  });
  if (!query || !value || !key) throw refusal(call, 'expected a query and a value');
  return { query, value, key };
}

/** sum(scale * tanh(factor * (q + k))) for each query and each key. */
function tanhOfSums(
  { build }: LayerCall,
  { query, key }: { readonly query: GraphValue; readonly key: GraphValue },
  { factor, scale }: { readonly factor: number; readonly scale: Float32Array | null },
): GraphValue {
  const q = build.reshape(query.shape.toSpliced(-1, 0, 1), query, 'queries');
  const k = build.reshape(key.shape.toSpliced(-2, 0, 1), key, 'keys');
  const sum = build.arithmetic('add', [q, k], 'pairs');
  const scaled = factor === 1 ? sum : build.scaled(factor, sum, 'scaled');
  const tanh = build.activation({ kind: 'tanh' }, scaled, 'tanh');
  const weighted = scale ? build.scaled(scale, tanh, 'weighted') : tanh;
  const axes = [weighted.shape.length - 1];
  return build.add({ kind: 'reduce', operation: 'sum', axes, keepDims: false }, [weighted], 'sums');
}

/** Values weighted by the softmax of their scores. */
function weigh(
  call: LayerCall,
  { scores, value }: { readonly scores: GraphValue; readonly value: GraphValue },
) {
  const weights = softmaxAlong(within(call, 'weights'), scores, scores.shape.length - 1);
  return attended(call, { output: multiplyMatrices(call, weights, value), weights });
}

function attended(
  call: LayerCall,
  { output, weights }: { readonly output: GraphValue; readonly weights: GraphValue },
) {
  return call.named.return_attention_scores ? [output, weights] : output;
}
