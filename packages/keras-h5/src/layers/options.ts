import { RESIZE_METHODS, type Shape } from '@slc/layer-graph';
import { z } from 'zod';

/** The largest side that a window, a stride or a factor may have: no real image is larger. */
const side = z.int().positive().max(16_384);

const both = (value: number): [number, number] => [value, value];

/** A number for both directions, or one for each: vertical, horizontal. */
export const pair = z
  .union([side.transform(both), z.tuple([side, side]), z.tuple([side]).transform(([value]) => both(value))])
  .describe('one or two numbers');

/** Pixels that a result is longer by, in both directions or in each. */
export const extension = z
  .union([
    z.int().min(0).max(16_384).transform(both),
    z.tuple([z.int().min(0).max(16_384), z.int().min(0).max(16_384)]),
  ])
  .describe('one or two numbers');

export const count = z.int().positive();

export const channelsLast = z.literal('channels_last').nullable().optional();

export const padding = z.enum(['valid', 'same']);

export const resizeMethod = z.enum(RESIZE_METHODS);

/** Axes as Keras counts them: the batch is 0, -1 the last. */
export const axisNumbers = z.union([z.int().transform((axis) => [axis]), z.array(z.int()).min(1)]);

/** Keras's axes as axes of a shape, which has no batch; ascending. The batch itself becomes -1. */
export function axesWithoutBatch(axes: readonly number[], { length: rank }: Shape): readonly number[] {
  return axes.map((axis) => (axis < 0 ? axis + rank : axis - 1)).sort((a, b) => a - b);
}

/** Numbers as Keras writes an array or a tensor: nested lists, which a description of the array may contain. */
export const numbers = z
  .union([z.number(), z.array(z.unknown()), z.object({ config: z.object({ value: z.unknown() }) })])
  .transform((value, context) => {
    const plain = typeof value === 'object' && 'config' in value ? value.config.value : value;
    const flat = [plain].flat(6);
    if (flat.length > 0 && flat.every((each) => typeof each === 'number')) return Float32Array.from(flat);
    context.addIssue({ code: 'custom', message: 'expected numbers' });
    return z.NEVER;
  })
  .describe('a number or a list');
