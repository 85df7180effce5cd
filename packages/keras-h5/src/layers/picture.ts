import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { defineLayer, type LayerTable } from './define-layer.js';
import { channelsLast, count, resizeMethod } from './options.js';
import { resize } from './resizing.js';
import { crop } from './shaping.js';

const size = { height: count, width: count, data_format: channelsLast };
type Size = { readonly height: number; readonly width: number };

/** Layers for pictures that work at inference time as they do in training. */
export const PICTURE_LAYERS: LayerTable = {
  CenterCrop: defineLayer({
    options: size,
    note: 'a smaller picture is enlarged',
    read(call, { height, width }) {
      const to = { height, width };
      const input = inputOf(call);
      const from = sizeOf(input);
      const isLarger = from.height >= to.height && from.width >= to.width;
      if (isLarger) return cropCentre(call, input, to);
      const fitted = cropCentre(call, input, { ...alikeInside(from, to), part: 'cropped' });
      return resize(call, fitted, { ...to, method: 'bilinear' });
    },
  }),
  Resizing: defineLayer({
    options: {
      ...size,
      interpolation: resizeMethod,
      crop_to_aspect_ratio: z.boolean().optional(),
      pad_to_aspect_ratio: z.boolean().optional(),
      antialias: z.boolean().optional(),
      fill_mode: z.literal('constant').optional(),
      fill_value: z.number().optional(),
    },
    note: 'as `tf.image.resize`; where a Keras 3 network has whole numbers, which the others round, `nearest` alone',
    read(call, { interpolation: method, antialias = false, ...given }) {
      const { height, width, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_value } = given;
      const to = { height, width };
      const input = inputOf(call);
      const from = sizeOf(input);
      const fitted = crop_to_aspect_ratio
        ? cropCentre(call, input, { ...alikeInside(from, to), part: 'cropped' })
        : pad_to_aspect_ratio
          ? padAround(call, input, { to: alikeAround(from, to), value: fill_value ?? 0 })
          : input;
      return resize(call, fitted, { ...to, method, antialias });
    },
  }),
  RandomCrop: defineLayer({
    options: size,
    note: 'of a picture of this size, which it leaves as it is',
    differsInTraining: () => true,
    read(call, to) {
      const input = inputOf(call);
      const from = sizeOf(input);
      if (from.height === to.height && from.width === to.width) {
        return call.build.add({ kind: 'identity' }, [input]);
      }
      const got = `${to.height} x ${to.width} out of ${from.height} x ${from.width}`;
      // At inference time Keras 2 resizes such a picture, and Keras 3 leaves it as it is.
      throw refusal(call, `cuts ${got} at random in training: use CenterCrop or Resizing for inference`);
    },
  }),
  AutoContrast: defineLayer({
    options: { value_range: z.tuple([z.number(), z.number()]), data_format: channelsLast },
    note: 'stretches each channel to the whole range',
    read: (call, { value_range: [low, high] }) => stretch(call, inputOf(call), [low, high]),
  }),
};

function sizeOf({ shape: [height = 0, width = 0] }: GraphValue): Size {
  return { height, width };
}

/** Height and width that each by itself give `from` the shape of `to`; rounded as Keras does, in float32. */
function alike(from: Size, to: Size): Size {
  return {
    height: Math.trunc(Math.fround(Math.fround(from.width * to.height) / to.width)),
    width: Math.trunc(Math.fround(Math.fround(from.height * to.width) / to.height)),
  };
}

/** The largest size inside `from` of the same shape as `to`. */
function alikeInside(from: Size, to: Size): Size {
  const { height, width } = alike(from, to);
  return {
    height: Math.max(Math.min(from.height, height), 1),
    width: Math.max(Math.min(from.width, width), 1),
  };
}

/** The smallest size around `from` of the same shape as `to`. */
function alikeAround(from: Size, to: Size): Size {
  const { height, width } = alike(from, to);
  return { height: Math.max(from.height, height), width: Math.max(from.width, width) };
}

function cropCentre(call: LayerCall, input: GraphValue, to: Size & { readonly part?: string }): GraphValue {
  const { height, width } = sizeOf(input);
  const [top, left] = [Math.floor((height - to.height) / 2), Math.floor((width - to.width) / 2)];
  return crop(call, input, { top, left, ...to });
}

/** As many rows above as below, and columns alike: one fewer than asked for where that is odd. */
function padAround(
  { build }: LayerCall,
  input: GraphValue,
  { to, value }: { readonly to: Size; readonly value: number },
): GraphValue {
  const { height, width } = sizeOf(input);
  const margins = [Math.floor((to.height - height) / 2), Math.floor((to.width - width) / 2), 0];
  return build.add({ kind: 'pad', before: margins, after: margins, value }, [input], 'padded');
}

/**
 * (x - min) / (max - min) * (high - low) + low, with the least and largest value of each channel. A channel of one value
 * stays as it is.
 */
function stretch({ build }: LayerCall, x: GraphValue, [low, high]: readonly [number, number]): GraphValue {
  const extreme = (operation: 'min' | 'max') =>
    build.add({ kind: 'reduce', operation, axes: [0, 1], keepDims: true }, [x], operation);
  const affine = (input: GraphValue, [scale, offset]: readonly [number, number], part: string) =>
    build.add(
      { kind: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) },
      [input],
      part,
    );
  const least = extreme('min');
  const span = build.arithmetic('subtract', [extreme('max'), least], 'span');
  const isSpread = build.activation({ kind: 'step' }, span, 'is-spread');
  const isFlat = affine(isSpread, [-1, 1], 'is-flat');
  const divisor = build.arithmetic('add', [span, isFlat], 'divisor');
  const distance = build.arithmetic('subtract', [x, least], 'distance');
  const share = build.arithmetic('divide', [distance, divisor], 'share');
  const stretched = affine(share, [high - low, low], 'stretched');
  const spread = build.arithmetic('multiply', [stretched, isSpread], 'spread');
  const flat = build.arithmetic('multiply', [x, isFlat], 'flat');
  return build.arithmetic('add', [spread, flat]);
}
