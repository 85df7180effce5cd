import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show, within } from '../layer-call.js';
import { concat } from '../layers/merging.js';
import {
  anyNetworkValue,
  argument,
  axesOf,
  networkValues,
  type Operation,
  operation,
  unary,
} from './define-operation.js';
import { repeatAlong } from './products.js';
import { singleOf } from './sizes.js';
import { slice } from './slicing.js';

/** More parts than any network has; a few bytes could ask for millions. */
const MAX_PARTS = 1024;

const part = z.int().min(0);

/** In equal parts, or of the given sizes (tf), one of them perhaps -1, or before the given places (Keras). */
export const splitting = (by: 'sizes' | 'places', parameters: string): Operation =>
  unary(parameters, (call, value, [given, at]) => {
    const axis = oneAxis(call, at ?? (by === 'sizes' ? 0 : undefined), value);
    const length = value.shape[axis] ?? 0;
    const counts = argument(
      call,
      given,
      z.union([z.int().positive().max(MAX_PARTS), z.array(z.int()).max(MAX_PARTS)]),
    );
    const sizes = typeof counts === 'number' ? equalParts(call, length, counts) : partsOf(by, counts, length);
    if (sizes.some((size) => size < 1) || sizes.reduce((sum, size) => sum + size, 0) !== length) {
      throw refusal(call, `expected parts of ${length}, got ${show(given)}`);
    }
    let start = 0;
    return sizes.map((size, i) => {
      const first = start;
      start += size;
      return partAlong(call, value, { axis, start: first, size, part: `part${i}` });
    });
  });

function equalParts(call: LayerCall, length: number, count: number): readonly number[] {
  if (length % count !== 0) throw refusal(call, `expected ${length} in equal parts, got ${count} of them`);
  return Array.from({ length: count }, () => length / count);
}

function partsOf(by: 'sizes' | 'places', list: readonly number[], length: number): readonly number[] {
  if (by === 'places') {
    const places = list.map((place) => (place < 0 ? place + length : place));
    return [...places, length].map((place, i) => place - (places[i - 1] ?? 0));
  }
  const known = list.reduce((sum, size) => sum + Math.max(0, size), 0);
  return list.map((size) => (size === -1 ? length - known : size));
}

/** Each place along an axis, without that axis. The axis may come before the batch. */
export const unstacking = (parameters: string): Operation =>
  operation(parameters, (call, [x, , at]) => {
    const value = anyNetworkValue(call, x);
    const rank = value.shape.length + 1;
    const given = argument(call, at, z.int().default(0));
    const axis = given < 0 ? given + rank : given;
    const length = value.shape[axis > value.batch.axis ? axis - 1 : axis] ?? 0;
    if (axis === value.batch.axis || length > MAX_PARTS) {
      throw refusal(
        call,
        `axis = ${show(at)}: expected at most ${MAX_PARTS} places of another axis than the batch`,
      );
    }
    const whole = { start: null, stop: null, step: null };
    return Array.from({ length }, (_, i) =>
      slice(
        call,
        value,
        Array.from({ length: rank }, (_, each) => (each === axis ? i : whole)),
      ),
    );
  });

/** Values side by side along a new axis. */
export const stacking = (parameters: string): Operation =>
  operation(parameters, (call, [given, at]) => {
    const values = networkValues(call, given);
    const rank = (values[0]?.shape.length ?? 0) + 2;
    const asked = argument(call, at, z.int().default(0));
    const axis = asked < 0 ? asked + rank : asked;
    if (axis < 0 || axis >= rank) throw refusal(call, `axis = ${show(at)}: expected one of ${rank} axes`);
    // An axis before the batch's is the first one without it, too.
    const place = Math.max(axis, 1);
    const raised = values.map((value) =>
      call.build.reshape(
        value.shape.toSpliced(place - 1, 0, 1),
        value,
        values.length > 1 ? 'raised' : undefined,
      ),
    );
    return concat(call, raised, place).withBatchAt(axis === 0 ? 1 : 0);
  });

/** Places along an axis, by their numbers. */
export const taking = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, at, batchDims]) => {
    if (batchDims)
      throw refusal(call, `batch_dims = ${show(batchDims)}: expected the same places of each image`);
    const axis = oneAxis(call, at, value);
    const length = value.shape[axis] ?? 0;
    const places = argument(call, given, z.union([z.int(), z.array(z.int()).min(1).max(MAX_PARTS)]));
    const list = [places].flat().map((place) => (place < 0 ? place + length : place));
    if (list.some((place) => place < 0 || place >= length)) {
      throw refusal(call, `expected places of ${length}, got ${show(given)}`);
    }
    const parts = list.map((start) => partAlong(call, value, { axis, start, size: 1, part: 'place' }));
    if (typeof places !== 'number') return concat(call, parts, axis + 1);
    const [only = value] = parts;
    return call.build.reshape(value.shape.toSpliced(axis, 1), only);
  });

/** Moves places along axes; those that leave at one end come back at the other. */
export const rolling = (parameters: string): Operation =>
  unary(parameters, (call, value, [shift, at]) => {
    const list = z.union([z.int().transform((only) => [only]), z.array(z.int())]);
    const shifts = argument(call, shift, list);
    const axes = argument(call, at, list);
    return axes.reduce((rolled, axis, i) => {
      const own = oneAxis(call, axis, value);
      const length = value.shape[own] ?? 1;
      const by = (((shifts[i] ?? shifts[0] ?? 0) % length) + length) % length;
      if (by === 0) return rolled;
      const end = partAlong(call, rolled, { axis: own, start: length - by, size: by, part: 'end' });
      const start = partAlong(call, rolled, { axis: own, start: 0, size: length - by, part: 'start' });
      return concat(call, [end, start], own + 1);
    }, value);
  });

/** A value several times along each axis but the batch. */
export const tiling = (parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const [batch, ...counts] = argument(call, given, z.array(part.max(MAX_PARTS)));
    if (batch !== 1 || counts.length !== value.shape.length) {
      throw refusal(call, `multiples = ${show(given)}: expected one for each axis, and the batch once`);
    }
    return counts.reduce(
      (tiled, count, axis) =>
        count === 1
          ? tiled
          : concat(
              call,
              Array.from({ length: count }, () => tiled),
              axis + 1,
            ),
      value,
    );
  });

/** Each place several times along an axis. */
export const repetition = (parameters: string): Operation =>
  unary(parameters, (call, value, [given, at]) => {
    const count = argument(call, given, z.int().positive().max(MAX_PARTS));
    const axis = oneAxis(call, at, value);
    const raised = call.build.reshape(value.shape.toSpliced(axis + 1, 0, 1), value, 'raised');
    const repeated = repeatAlong(within(call, 'repeated'), raised, value.shape.toSpliced(axis + 1, 0, count));
    return call.build.reshape(value.shape.with(axis, (value.shape[axis] ?? 1) * count), repeated);
  });

/** Repeats a value along axes of length 1. */
export const broadcasting = (parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const [, ...target] = argument(call, given, z.array(z.unknown())).map((size) => singleOf(size));
    const known = target.filter((size) => typeof size === 'number');
    const fits =
      known.length === value.shape.length &&
      known.length === target.length &&
      value.shape.every((size, axis) => size === 1 || size === known[axis]);
    if (!fits)
      throw refusal(call, `shape = ${show(given)}: expected one that ${value.shape.join(' x ')} fits`);
    return repeatAlong(call, value, known);
  });

/** The same number at each place. */
export const filling = (number: number, parameters: string): Operation =>
  unary(parameters, ({ build }, value) =>
    build.add({ kind: 'affine', scale: Float32Array.of(0), offset: Float32Array.of(number) }, [value]),
  );

/** Some places along one axis, and everything along the others. */
function partAlong(
  { build }: LayerCall,
  value: GraphValue,
  cut: { readonly axis: number; readonly start: number; readonly size: number; readonly part: string },
): GraphValue {
  const isIt = (axis: number) => axis === cut.axis;
  return build.add(
    {
      kind: 'slice',
      start: value.shape.map((_, axis) => (isIt(axis) ? cut.start : 0)),
      size: value.shape.map((size, axis) => (isIt(axis) ? cut.size : size)),
      step: value.shape.map(() => 1),
    },
    [value],
    cut.part,
  );
}

function oneAxis(call: LayerCall, given: unknown, value: GraphValue): number {
  // Without an axis, the batch would be taken for a part of the list.
  if (given === undefined || given === null) throw refusal(call, 'expected an axis, got none');
  const [axis, ...others] = axesOf(call, given, value.shape);
  if (axis === undefined || others.length > 0)
    throw refusal(call, `axis = ${show(given)}: expected one axis`);
  return axis;
}
