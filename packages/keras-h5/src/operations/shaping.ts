import { sizeOf } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { concat } from '../layers/merging.js';
import { fillShape } from '../layers/shaping.js';
import { type Size, Sizes } from '../sizes.js';
import {
  argument,
  axesOf,
  networkValues,
  type Operation,
  operation,
  unary,
  unaryAnywhere,
} from './define-operation.js';
import { singleOf } from './sizes.js';

export const concatenation = (parameters: string): Operation =>
  operation(parameters, (call, [values, axis]) =>
    concat(call, networkValues(call, values), argument(call, axis, z.int().default(-1))),
  );

/**
 * Where the target begins with the batch, -1 or a size that is only known when the network runs, the other sizes say how
 * many rows of the batch each image has: an image that is cut into windows has one for each.
 */
export const reshaping = (parameters: string): Operation =>
  unary(parameters, (call, value, [target]) => {
    const list = target instanceof Sizes ? target.singles() : z.array(z.unknown()).safeParse(target).data;
    const [first, ...rest] = (list ?? []).map((size) => sizeIn(call, size, target));
    const beginsWithBatch = first === -1 || typeof first === 'object';
    if (!beginsWithBatch || rest.length === 0) {
      throw refusal(call, `shape = ${show(target)}: expected -1 or the batch's size first`);
    }
    const sizes = rest.map((size) => {
      if (typeof size === 'number') return size;
      throw refusal(call, `shape = ${show(target)}: expected the batch in the first place`);
    });
    const numbers = sizeOf(value.graphShape);
    const known = sizeOf(sizes.filter((size) => size !== -1));
    const isOpen = sizes.includes(-1);
    // With another -1, the first place is one row an image if nothing else is said.
    const rows = typeof first === 'object' ? first.rows : isOpen ? value.batch.rows : numbers / known;
    if (!Number.isInteger(rows) || rows < 1) {
      throw refusal(call, `shape = ${show(target)}: expected a part of ${value.graphShape.join(' x ')}`);
    }
    const shape = fillShape(call, sizes, [numbers / rows]);
    return call.build.regroup(rows, shape.length === 0 ? [1] : shape, { input: value });
  });

/** null is a size that Keras did not know, which is the batch's. */
function sizeIn(call: LayerCall, given: unknown, target: unknown): Size {
  if (given === null) return -1;
  const size = singleOf(given);
  if (size !== undefined) return size;
  throw refusal(call, `shape = ${show(target)}: expected sizes, got ${show(given)}`);
}

export const squeezing = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const ones = value.shape.flatMap((size, i) => (size === 1 ? [i + 1] : []));
    const axes = axesOf(call, axis ?? ones, value.shape);
    if (axes.some((each) => value.shape[each] !== 1)) {
      throw refusal(call, `axis = ${show(axis)}: expected axes of length 1`);
    }
    const shape = value.shape.filter((_, i) => !axes.includes(i));
    return call.build.reshape(shape.length > 0 ? shape : [1], value);
  });

export const expansion = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const axes = axesOf(call, axis, [...value.shape, 1]);
    const [at = 0] = axes;
    if (axes.length !== 1) throw refusal(call, `axis = ${show(axis)}: expected one axis`);
    return call.build.reshape(value.shape.toSpliced(at, 0, 1), value);
  });

/** The batch may be moved, to be moved back later; the graph has no batch, and only its other axes change places. */
export const transposing = (parameters: string): Operation =>
  unaryAnywhere(parameters, (call, value, [given]) => {
    const rank = value.shape.length + 1;
    const backwards = Array.from({ length: rank }, (_, i) => rank - 1 - i);
    const axes = argument(call, given, z.array(z.int()).default(backwards));
    return permute(call, value, axes);
  });

/** swapaxes and moveaxis */
export const movingAxes = (kind: 'swap' | 'move', parameters: string): Operation =>
  unaryAnywhere(parameters, (call, value, [first, second]) => {
    const rank = value.shape.length + 1;
    const [a, b] = [first, second].map((axis) => argument(call, axis, z.int()));
    const [from, to] = [a, b].map((axis = 0) => (axis < 0 ? axis + rank : axis));
    const axes = Array.from({ length: rank }, (_, i) => i);
    if (from === undefined || to === undefined) throw refusal(call, 'expected two axes');
    const swapped = axes.map((axis) => (axis === from ? to : axis === to ? from : axis));
    return permute(call, value, kind === 'swap' ? swapped : axes.toSpliced(from, 1).toSpliced(to, 0, from));
  });

function permute(call: LayerCall, value: GraphValue, given: readonly number[]): GraphValue {
  const rank = value.shape.length + 1;
  const axes = given.map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.length !== rank || new Set(axes).size !== rank) {
    throw refusal(call, `axes = ${show(given)}: expected a permutation of ${rank} axes`);
  }
  const batchAt = value.batch.axis;
  const permutation = axes
    .filter((axis) => axis !== batchAt)
    .map((axis) => (axis > batchAt ? axis - 1 : axis));
  return call.build.transpose(permutation, value).withBatchAt(axes.indexOf(batchAt));
}

export const flipping = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const axes = axesOf(call, axis, value.shape);
    const start = value.shape.map((size, i) => (axes.includes(i) ? size - 1 : 0));
    const step = value.shape.map((_, i) => (axes.includes(i) ? -1 : 1));
    return call.build.add({ kind: 'slice', start, size: value.shape, step }, [value]);
  });

const margins = z.array(z.tuple([z.int().min(0), z.int().min(0)])).default([]);

export const padding = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, mode, fill]) => {
    const [batch, ...rest] = argument(call, given, margins);
    const isConstant = argument(call, mode, z.string().default('constant')).toLowerCase() === 'constant';
    if (!isConstant || batch?.[0] !== 0 || batch[1] !== 0 || rest.length !== value.shape.length) {
      const got = `${show(given)} ${show(mode)}`;
      throw refusal(call, `expected constant padding of each axis but the batch, got ${got}`);
    }
    const before = rest.map(([first]) => first);
    const after = rest.map(([, last]) => last);
    const constant = argument(call, fill, z.number().default(0));
    return call.build.add({ kind: 'pad', before, after, value: constant }, [value]);
  });
