import { broadcastShape, isSameShape, type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show, within } from '../layer-call.js';
import { constantOf } from './arithmetic.js';
import { argument, networkValue, type Operation, operation } from './define-operation.js';
import { einsum } from './einsum.js';
import { softmaxAlong } from './normalising.js';

/** Products of the matrices along the last two axes; either side may be a constant matrix. */
export const matrixProduct = (parameters: string): Operation =>
  operation(parameters, (call, [left, right, ...turned]) => {
    const [turnsLeft, turnsRight] = [turned[0] || turned[2], turned[1] || turned[3]].map(Boolean);
    if (left instanceof GraphValue && right instanceof GraphValue) {
      const a = turnsLeft ? turnMatrices(call, networkValue(call, left), 'left') : networkValue(call, left);
      const b = turnsRight
        ? turnMatrices(call, networkValue(call, right), 'right')
        : networkValue(call, right);
      return multiplyMatrices(call, a, b);
    }
    const isFirst = left instanceof GraphValue;
    const value = networkValue(call, isFirst ? left : right);
    const matrix = matrixOf(call, constantOf(call, isFirst ? right : left));
    const turns = isFirst
      ? { value: turnsLeft, matrix: turnsRight }
      : { value: turnsRight, matrix: turnsLeft };
    return einsum(call, equationOf(call, value.shape.length, { isFirst, turns }), [value, matrix]);
  });

/** The letters of a product with a constant matrix: `A` for the batch, and `z` for the axis that is summed over. */
function equationOf(
  call: LayerCall,
  rank: number,
  {
    isFirst,
    turns,
  }: { readonly isFirst: boolean; readonly turns: { readonly value: unknown; readonly matrix: unknown } },
): string {
  if (rank === 1) {
    if (!isFirst || turns.value)
      throw refusal(call, 'expected a vector of each image before the constant matrix');
    return turns.matrix ? 'Az,xz->Ax' : 'Az,zx->Ax';
  }
  const before = 'abcdefgh'.slice(0, rank - 2);
  if (isFirst) return `A${before}${turns.value ? 'zy' : 'yz'},${turns.matrix ? 'xz' : 'zx'}->A${before}yx`;
  return `A${before}${turns.value ? 'yz' : 'zy'},${turns.matrix ? 'zx' : 'xz'}->A${before}xy`;
}

/** Of (…, n, m) and (…, m, k); axes before the matrices are repeated where they are 1. */
export function multiplyMatrices(call: LayerCall, left: GraphValue, right: GraphValue): GraphValue {
  const before = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const hasMatrices = left.shape.length >= 2 && left.shape.length === right.shape.length;
  if (!hasMatrices || !before) {
    const shapes = `${left.shape.join(' x ')} and ${right.shape.join(' x ')}`;
    throw refusal(call, `expected matrices with the same axes before, got ${shapes}`);
  }
  const both = [left, right].map((each) =>
    repeatAlong(within(call, 'repeated'), each, [...before, ...each.shape.slice(-2)]),
  );
  return call.build.add({ kind: 'matmul' }, both);
}

/** Far more than attention repeats; a few bytes of a file could ask for terabytes of zeros. */
const MAX_REPEATED = 2 ** 24;

/** Repeats a value along axes of length 1. */
export function repeatAlong(call: LayerCall, value: GraphValue, shape: Shape): GraphValue {
  if (isSameShape(value.shape, shape)) return value;
  if (sizeOf(shape) > MAX_REPEATED)
    throw refusal(call, `expected at most ${MAX_REPEATED} numbers, got ${sizeOf(shape)}`);
  const { build } = call;
  const zeros = build.constant({ shape, data: new Float32Array(sizeOf(shape)) }, 'zeros');
  return build.arithmetic('add', [value, zeros]);
}

/** Swaps the last two axes. */
function turnMatrices({ build }: LayerCall, value: GraphValue, part: string): GraphValue {
  const rank = value.shape.length;
  const permutation = value.shape.map((_, i) => (i < rank - 2 ? i : rank - 1 - (i - (rank - 2))));
  return build.transpose(permutation, value, part);
}

/**
 * Scaled dot-product attention.
 *
 * @param query (…, positions, size)
 * @param key (…, others, size)
 * @param value (…, others, length)
 * @returns (…, positions, length), and the weights (…, positions, others)
 */
export function attend(
  call: LayerCall,
  { query, key, value, scale }: { query: GraphValue; key: GraphValue; value: GraphValue; scale: number },
): { readonly output: GraphValue; readonly weights: GraphValue } {
  const scaled = scale === 1 ? query : call.build.scaled(scale, query, 'scaled');
  const scores = multiplyMatrices(within(call, 'scores'), scaled, turnMatrices(call, key, 'keys'));
  const weights = softmaxAlong(within(call, 'weights'), scores, scores.shape.length - 1);
  return { output: multiplyMatrices(within(call, 'attended'), weights, value), weights };
}

/** keras.ops.dot_product_attention of (positions, heads, size), without a mask. */
export const attention = (parameters: string): Operation =>
  operation(parameters, (call, [query, key, value, bias, mask, given, isCausal]) => {
    for (const [name, each] of Object.entries({ bias, mask, is_causal: isCausal })) {
      if (each) throw refusal(call, `${name} = ${show(each)}: expected attention without a mask`);
    }
    const [q, k, v] = [query, key, value].map((each) =>
      call.build.transpose([1, 0, 2], networkValue(call, each), 'heads'),
    );
    if (!q || !k || !v) throw refusal(call, 'expected query, key and value');
    const size = q.shape.at(-1) ?? 1;
    const scale = argument(call, given, z.number().default(1 / Math.sqrt(size)));
    return call.build.transpose([1, 0, 2], attend(call, { query: q, key: k, value: v, scale }).output);
  });

function matrixOf(call: LayerCall, { shape, data }: Tensor): Tensor {
  const plain = shape.slice(-2);
  if (shape.length >= 2 && sizeOf(plain) === data.length) return { shape: plain, data };
  throw refusal(call, `expected a constant matrix, got ${shape.join(' x ')}`);
}
