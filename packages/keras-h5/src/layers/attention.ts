import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputsOf, type LayerCall, refusal, within } from '../layer-call.js';
import { einsum } from '../operations/einsum.js';
import { divideByNorm, softmaxAlong } from '../operations/normalising.js';
import { attend, multiplyMatrices } from '../operations/products.js';
import { attentionValues } from './attention-values.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { multiHeadAttention } from './multi-head-attention.js';
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
      const { query, key, value } = attentionValues(call, []);
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
      const { query, key, value } = attentionValues(call, []);
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
