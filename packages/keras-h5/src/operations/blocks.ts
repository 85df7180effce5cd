import type { Pair } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { count } from '../layers/options.js';
import { argument, type Operation, unary } from './define-operation.js';

/** Each block of pixels as the channels of one: (h, w, c) to (h / rows, w / columns, rows * columns * c). */
function blocksToChannels({ build }: LayerCall, value: GraphValue, [rows, columns]: Pair): GraphValue {
  const [height = 0, width = 0, channels = 0] = value.shape;
  const [down, across] = [height / rows, width / columns];
  const apart = build.reshape([down, rows, across, columns, channels], value, 'apart');
  const together = build.transpose([0, 2, 1, 3, 4], apart, 'blocks');
  return build.reshape([down, across, rows * columns * channels], together);
}

/** The other way: channels (row, column, c) become a block of pixels. */
export function channelsToBlocks({ build }: LayerCall, value: GraphValue, [rows, columns]: Pair): GraphValue {
  const [height = 0, width = 0, channels = 0] = value.shape;
  const each = channels / (rows * columns);
  const apart = build.reshape([height, width, rows, columns, each], value, 'apart');
  const together = build.transpose([0, 2, 1, 3, 4], apart, 'blocks');
  return build.reshape([height * rows, width * columns, each], together);
}

/** tf.nn.space_to_depth and depth_to_space. */
export const blocks = (direction: 'to channels' | 'to pixels', parameters: string): Operation =>
  unary(parameters, (call, value, [given]) => {
    const size = argument(call, given, count);
    const [height = 0, width = 0, channels = 0] = value.shape;
    const fits =
      direction === 'to channels' ? (height % size) + (width % size) === 0 : channels % (size * size) === 0;
    if (value.shape.length !== 3 || !fits) {
      throw refusal(call, `expected an image in blocks of ${size}, got ${value.shape.join(' x ')}`);
    }
    const convert = direction === 'to channels' ? blocksToChannels : channelsToBlocks;
    return convert(call, value, [size, size]);
  });

/** One number, two, or TensorFlow's four. */
const sides = z
  .union([
    count.transform((side) => [side, side]),
    z.tuple([count, count]),
    z.tuple([z.literal(1), count, count, z.literal(1)]).transform(([, rows, columns]) => [rows, columns]),
  ])
  .transform(([rows = 1, columns = 1]): Pair => [rows, columns]);

/** Patches side by side, without overlap; what is left at the lower and right edge is cut off. */
export const patches = (parameters: string): Operation =>
  unary(parameters, (call, value, [size, strides, rates, word]) => {
    const [rows, columns] = argument(call, size, sides);
    const moves = argument(call, strides, sides.default([rows, columns]));
    const spread = argument(call, rates, sides.default([1, 1]));
    const [height = 0, width = 0, channels = 0] = value.shape;
    const isWhole = height % rows === 0 && width % columns === 0;
    const isSame = argument(call, word, z.string().default('valid')).toLowerCase() === 'same';
    const isPlain = `${moves}` === `${[rows, columns]}` && `${spread}` === '1,1' && (isWhole || !isSame);
    if (value.shape.length !== 3 || !isPlain) {
      throw refusal(
        call,
        `expected patches side by side, without overlap or padding, got strides ${show(moves)}`,
      );
    }
    const cut = [height - (height % rows), width - (width % columns), channels];
    const inside = isWhole
      ? value
      : call.build.add({ kind: 'slice', start: [0, 0, 0], size: cut, step: [1, 1, 1] }, [value], 'inside');
    return blocksToChannels(call, inside, [rows, columns]);
  });
