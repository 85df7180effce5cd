import { type Shape, sizeOf } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { channelsLast, count, pair, resizeMethod } from './options.js';
import { resize } from './resizing.js';

const margin = z.int().min(0).max(4096);

/** One number for all sides, one for each direction, or two for each direction: before and after. */
const margins = z
  .union([
    margin.transform((all) => [all, all, all, all] as const),
    z.tuple([margin, margin]).transform(([rows, columns]) => [rows, rows, columns, columns] as const),
    z
      .tuple([z.tuple([margin, margin]), z.tuple([margin, margin])])
      .transform(([rows, columns]) => [...rows, ...columns] as const),
  ])
  .describe('one, two or four numbers');

export const SHAPING_LAYERS: LayerTable = {
  ZeroPadding2D: defineLayer({
    options: { padding: margins, data_format: channelsLast },
    read: (call, { padding: [top, bottom, left, right] }) =>
      call.build.add({ kind: 'pad', before: [top, left, 0], after: [bottom, right, 0], value: 0 }, [
        inputOf(call),
      ]),
  }),
  Cropping2D: defineLayer({
    options: { cropping: margins, data_format: channelsLast },
    read(call, { cropping: [top, bottom, left, right] }) {
      const input = inputOf(call);
      const [height = 0, width = 0] = input.shape;
      return crop(call, input, { top, left, height: height - top - bottom, width: width - left - right });
    },
  }),
  UpSampling2D: defineLayer({
    options: { size: pair, interpolation: resizeMethod, data_format: channelsLast },
    read(call, { size: [rows, columns], interpolation: method }) {
      const input = inputOf(call);
      const [oldHeight = 0, oldWidth = 0] = input.shape;
      const [height, width] = [oldHeight * rows, oldWidth * columns];
      return resize(call, input, { method, height, width });
    },
  }),
  Reshape: defineLayer({
    options: { target_shape: z.array(z.int().min(-1)).describe('numbers, one of them perhaps -1') },
    read(call, { target_shape }) {
      const input = inputOf(call);
      return call.build.add({ kind: 'reshape', shape: fillShape(call, target_shape, input.shape) }, [input]);
    },
  }),
  Flatten: defineLayer({
    options: { data_format: channelsLast },
    read(call) {
      const input = inputOf(call);
      return call.build.add({ kind: 'reshape', shape: [sizeOf(input.shape)] }, [input]);
    },
  }),
  Permute: defineLayer({
    // Keras counts the axes from 1, without the batch.
    options: { dims: z.array(count).describe('a permutation') },
    read: (call, { dims }) =>
      call.build.add({ kind: 'transpose', permutation: dims.map((axis) => axis - 1) }, [inputOf(call)]),
  }),
};

/** A part of an image, in pixels of that image. */
interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** @param part where the crop is not all that the layer does */
export function crop(
  { build }: LayerCall,
  input: GraphValue,
  { top, left, height, width, part }: Window & { readonly part?: string },
): GraphValue {
  const size = [height, width, input.shape[2] ?? 0];
  return build.add({ kind: 'slice', start: [top, left, 0], size, step: [1, 1, 1] }, [input], part);
}

/** Completes a target shape: a single -1 takes what the known sizes leave. */
export function fillShape(call: LayerCall, target: readonly number[], input: Shape): Shape {
  const values = sizeOf(input);
  const known = sizeOf(target.filter((size) => size !== -1));
  const open = target.filter((size) => size === -1).length;
  const fits = open === 0 ? values === known : open === 1 && known > 0 && values % known === 0;
  if (!fits) throw refusal(call, `expected a target for ${input.join(' x ')}, got [${target.join(',')}]`);
  return target.map((size) => (size === -1 ? values / known : size));
}
