import { type Shape, sizeOf } from '@slc/layer-graph';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal } from '../layer-call.js';
import { attend } from '../operations/products.js';
import { attentionValues } from './attention-values.js';
import { axesWithoutBatch } from './options.js';

export interface Heads {
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

export function multiHeadAttention(call: LayerCall, options: Heads): GraphValue | readonly GraphValue[] {
  const { query, key, value } = attentionValues(call, ['query', 'value', 'key']);
  const { build } = call;
  const length = options.value_dim ?? options.key_dim;
  const heads = options.shared_heads ?? options.num_heads;
  const axes =
    options.attention_axes === null
      ? query.shape.slice(0, -1).map((_, axis) => axis)
      : axesWithoutBatch(options.attention_axes, query.shape);
  if (axes.some((axis) => axis < 0 || axis >= query.shape.length - 1)) {
    throw refusal(
      call,
      `attention_axes = ${options.attention_axes}: expected others than batch and channels`,
    );
  }
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
  const channels = query.shape.at(-1) ?? 0;
  const whole = joinHeads(call, gated, { ...options, channels });
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
function joinHeads(
  call: LayerCall,
  input: GraphValue,
  { output_shape, use_bias, channels }: Heads & { readonly channels: number },
): GraphValue {
  const { weights, build } = call;
  const outputs = output_shape ?? [channels];
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

/** Swaps the third and the second axis from the end. */
function swapHeads(rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, axis) =>
    axis === rank - 3 ? rank - 2 : axis === rank - 2 ? rank - 3 : axis,
  );
}
