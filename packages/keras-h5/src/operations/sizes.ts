import { z } from 'zod';
import type { Arithmetic } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { type Size, Sizes } from '../sizes.js';
import { type Operation, operation, unary } from './define-operation.js';

/** tf.shape(x): sizes that are known here, and the batch's. */
export const shapeOf = (parameters: string): Operation =>
  unary(parameters, (_, { shape, batch: { rows } }) => new Sizes([{ rows }, ...shape], true));

/** x // y, of sizes; of a value of the network it would round. */
export const flooredDivision = (parameters: string): Operation =>
  operation(parameters, (call, [left, right]) => sizeArithmetic(call, 'floor-divide', [left, right]));

/** sizes[at], or a part of the list. */
export function takeSizes(call: LayerCall, { sizes }: Sizes, spec: unknown): Sizes {
  const item = Array.isArray(spec) && spec.length === 1 ? spec[0] : spec;
  if (typeof item === 'number') {
    const size = sizes.at(item);
    if (size !== undefined) return new Sizes([size], false);
  }
  const bound = z.int().nullish();
  const range = z.object({ start: bound, stop: bound, step: z.literal(1).nullish() }).safeParse(item);
  if (range.success) {
    const { start, stop } = range.data;
    return new Sizes(sizes.slice(start ?? 0, stop ?? sizes.length), true);
  }
  throw refusal(call, `expected one of ${sizes.length} sizes, or a range of them, got ${show(spec)}`);
}

/** Sums and products of single sizes, such as the number of windows in a batch. */
export function sizeArithmetic(
  call: LayerCall,
  kind: Arithmetic | 'floor-divide',
  sides: readonly [unknown, unknown],
): Sizes {
  const [left, right] = sides.map((side) => singleOf(side));
  const result = left !== undefined && right !== undefined ? compute(kind, left, right) : undefined;
  if (result !== undefined) return new Sizes([result], false);
  throw refusal(call, `cannot ${kind} sizes such as the batch's: expected known sizes`);
}

/** One size, however it is written; undefined for anything else. */
export function singleOf(given: unknown): Size | undefined {
  if (typeof given === 'number' && Number.isInteger(given)) return given;
  return given instanceof Sizes && !given.isList ? given.sizes[0] : undefined;
}

function compute(kind: Arithmetic | 'floor-divide', left: Size, right: Size): Size | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    if (kind === 'add') return left + right;
    if (kind === 'subtract') return left - right;
    if (kind === 'multiply') return left * right;
    if (kind === 'floor-divide' && right !== 0) return Math.floor(left / right);
    return undefined;
  }
  if (kind === 'multiply') {
    if (typeof left === 'number' && typeof right !== 'number') return { rows: left * right.rows };
    if (typeof left !== 'number' && typeof right === 'number') return { rows: left.rows * right };
  }
  if (kind === 'floor-divide' && typeof left !== 'number' && typeof right === 'number') {
    return left.rows % right === 0 ? { rows: left.rows / right } : undefined;
  }
  return undefined;
}
