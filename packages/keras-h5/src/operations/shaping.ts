import { z } from 'zod';
import { refusal, show } from '../layer-call.js';
import { concat } from '../layers/merging.js';
import { fillShape } from '../layers/shaping.js';
import { argument, axesOf, networkValues, type Operation, operation, unary } from './define-operation.js';

export const concatenation = (parameters: string): Operation =>
  operation(parameters, (call, [values, axis]) =>
    concat(call, networkValues(call, values), argument(call, axis, z.int().default(-1))),
  );

const sizes = z.array(z.int().min(-1).nullable()).default([]);

export const reshaping = (parameters: string): Operation =>
  unary(parameters, (call, value, [target]) => {
    const [batch, ...rest] = argument(call, target, sizes).map((size) => size ?? -1);
    if (batch !== -1 || rest.length === 0) {
      throw refusal(call, `shape = ${show(target)}: expected -1 for the batch, and more after it`);
    }
    return call.build.add({ kind: 'reshape', shape: fillShape(call, rest, value.shape) }, [value]);
  });

export const squeezing = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const ones = value.shape.flatMap((size, i) => (size === 1 ? [i + 1] : []));
    const axes = axesOf(call, axis ?? ones, value.shape);
    if (axes.some((each) => value.shape[each] !== 1)) {
      throw refusal(call, `axis = ${show(axis)}: expected axes of length 1`);
    }
    const shape = value.shape.filter((_, i) => !axes.includes(i));
    return call.build.add({ kind: 'reshape', shape }, [value]);
  });

export const expansion = (parameters: string): Operation =>
  unary(parameters, (call, value, [axis]) => {
    const axes = axesOf(call, axis, [...value.shape, 1]);
    const [at = 0] = axes;
    if (axes.length !== 1) throw refusal(call, `axis = ${show(axis)}: expected one axis`);
    return call.build.add({ kind: 'reshape', shape: value.shape.toSpliced(at, 0, 1) }, [value]);
  });

export const transposing = (parameters: string): Operation =>
  unary(parameters, (call, value, [permutation]) => {
    const [batch, ...rest] = argument(call, permutation, z.array(z.int().min(0)).default([]));
    if (batch !== 0) throw refusal(call, `axes = ${show(permutation)}: expected the batch to stay first`);
    return call.build.add({ kind: 'transpose', permutation: rest.map((axis) => axis - 1) }, [value]);
  });

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
