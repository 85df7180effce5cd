import type { Pair } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { paddingOf } from '../layers/convolution.js';
import { count, pair, resizeMethod } from '../layers/options.js';
import { resize } from '../layers/resizing.js';
import { argument, axesOf, type Operation, unary, unaryAnywhere } from './define-operation.js';

/** Over axes of the image, wherever the batch is: what `stack` joins may lie before it. */
export const reduction = (kind: 'mean' | 'sum' | 'max' | 'min', parameters: string): Operation =>
  unaryAnywhere(parameters, (call, value, [axis, keepdims]) => {
    const batchAt = value.batch.axis;
    const axes = axesOf(call, batchFirst(call, axis, value), value.shape);
    // Without axes everything is reduced, also the batch.
    if (axis === undefined || axis === null || axes.length === 0) {
      throw refusal(call, 'expected axes to reduce');
    }
    const keepDims = argument(call, keepdims, z.boolean().default(false));
    const reduced = call.build.add({ kind: 'reduce', operation: kind, axes, keepDims }, [value]);
    const gone = keepDims ? 0 : axes.filter((each) => each < batchAt).length;
    return reduced.withBatchAt(batchAt - gone);
  });

/** Axes as Keras counts them where the batch is the first. @throws SlcError `unsupported_model` where the batch is one */
function batchFirst(call: LayerCall, given: unknown, value: GraphValue): unknown {
  const { batch, shape } = value;
  const batchAt = batch.axis;
  if (batchAt === 0) return given;
  const move = (axis: unknown): unknown => {
    if (Array.isArray(axis)) return axis.map(move);
    if (typeof axis !== 'number') return axis;
    const place = axis < 0 ? axis + shape.length + 1 : axis;
    if (place === batchAt) {
      const where = `which ${value.name} has as axis ${batchAt}`;
      throw refusal(call, `axis = ${show(given)}: expected other axes than the batch, ${where}`);
    }
    return place < batchAt ? place + 1 : place;
  };
  return move(given);
}

/** One number, two, or TensorFlow's four: batch, rows, columns, channels. */
const window = z.union([
  pair,
  z.tuple([z.literal(1), count, count, z.literal(1)]).transform(([, rows, columns]): Pair => [rows, columns]),
]);

export const pooling = (kind: 'max' | 'average', parameters: string): Operation =>
  unary(parameters, (call, value, [windowSize, stride, word]) => {
    const size = argument(call, windowSize, window.default([1, 1]));
    const strides = argument(call, stride, window.default(size));
    const name = argument(call, word, z.string().default('valid')).toLowerCase();
    if (name !== 'same' && name !== 'valid') {
      throw refusal(call, `padding = ${show(word)}: expected same or valid`);
    }
    const padding = paddingOf(name, value.shape, { size, strides });
    return call.build.add({ kind: 'pool', operation: kind, size, strides, padding }, [value]);
  });

/** @param parameters the size and the method first, `antialias` wherever it is, and others that have to be false */
export const resizing = (parameters: string): Operation => {
  const antialiasAt = parameters.split(' ').indexOf('antialias') - FIRST_PARAMETERS;
  return unary(parameters, (call, value, [target, given, ...others]) => {
    const [height, width] = argument(call, target, z.tuple([count, count]).default([1, 1]));
    const method = argument(call, given, resizeMethod.default('bilinear'));
    const antialias = argument(call, others[antialiasAt], z.boolean().default(false));
    if (
      others.some((other, i) => i !== antialiasAt && other !== undefined && other !== null && other !== false)
    ) {
      throw refusal(call, 'expected a resize to a size of its own, without an aspect ratio');
    }
    return resize(call, value, { method, height, width, antialias });
  });
};

/** Of a resize: the image, its size and the method. */
const FIRST_PARAMETERS = 3;
