import { type OpenChoice, SlcError } from '@slc/domain';
import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import type { LayerCall } from '../layer-call.js';
import { optionsReader } from './define-layer.js';

/** Height and width of a picture in pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** What the whole model reads. */
export interface NetworkInput {
  /** The picture: (height, width, channels), with 1 or 3 channels. */
  readonly picture: Shape;
  /** What the layers read: the picture, or (height, width) where the model has no axis for channels. */
  readonly shape: Shape;
  /** The batch size that the model was made for; null for any. It is ignored, and layers may have it among their options. */
  readonly batchSize: number | null;
  /** Whether the layers get whole numbers, as of dtype uint8. */
  readonly isWhole: boolean;
}

const sizes = z.array(z.int().positive().nullable());

/** Keras writes a plain list; as a part of some configurations, a tuple or a TensorShape. */
const batchShape = z.union([
  sizes,
  z
    .object({ class_name: z.enum(['__tuple__', 'TensorShape']), items: sizes })
    .transform(({ items }) => items),
]);

const FLOATS = /^b?float(16|32|64)$/;

/** Each holds every value of a pixel. */
const WHOLE_NUMBERS = /^(u?int(16|32|64)|uint8)$/;

const readOptions = optionsReader({
  // Keras 2 and Keras 3; checked by `readNetworkInput`.
  batch_input_shape: z.unknown().optional(),
  batch_shape: z.unknown().optional(),
  dtype: z.unknown().optional(),
  sparse: z.literal(false).nullish(),
  ragged: z.literal(false).nullish(),
  optional: z.literal(false).nullish(),
  input_tensor: z.null().optional(),
});

type InputLayer = Pick<LayerCall, 'className' | 'name' | 'options'>;

/**
 * Reads what the whole model reads: a picture of one or three channels.
 *
 * @param size takes the place of a height or width that the model leaves open
 * @throws SlcError `unsupported_model` for anything else than a picture, in words that say what it is
 */
export function readNetworkInput(layer: InputLayer, size: PictureSize | null): NetworkInput {
  const { batch_input_shape, batch_shape } = readOptions(layer);
  const given = batchShape.safeParse(batch_input_shape ?? batch_shape);
  if (!given.success) {
    const expected = 'expected the shape of a picture, and the file does not say one';
    throw unfit(layer, `${expected}: call the model on a picture before you save it`);
  }
  const [batchSize = null, ...axes] = given.data;
  const shape = axes.map((axis, i) => {
    const known = axis ?? (size && [size.height, size.width][i]);
    return known ?? axis;
  });
  const problem = describeMisfit(axes);
  if (problem) throw unfit(layer, problem);
  if (!shape.every((axis) => axis !== null)) throw unfit(layer, OPEN_SIZE, { of: 'size' });
  const picture = shape.length === 2 ? [...shape, 1] : shape;
  return { picture, shape, batchSize, isWhole: isWholeInput(layer) };
}

/** Whether an input's values are whole numbers. @throws SlcError for a type that holds no pixels */
export function isWholeInput(layer: InputLayer): boolean {
  const { dtype } = layer.options;
  if (typeof dtype !== 'string' || FLOATS.test(dtype)) return false;
  if (WHOLE_NUMBERS.test(dtype)) return true;
  throw unfit(layer, `expected numbers that hold a pixel, as float32 or uint8 do, it takes ${dtype}`);
}

const OPEN_SIZE =
  'it takes pictures of any size, and the file does not say which one it was trained on: write a manifest that says it ("input": {"height": …, "width": …})';

type OpenShape = readonly (number | null)[];

/** @param axes of the input without the batch. @returns null where they are a picture's */
function describeMisfit(axes: OpenShape): string | null {
  const [first = null, , channels = null] = axes;
  switch (axes.length) {
    case 0:
      return 'it takes single numbers, not a picture';
    case 1:
      return first === null
        ? 'it takes a list of numbers of any length, not a picture'
        : `it takes ${first} number${first === 1 ? '' : 's'}, not a picture`;
    case 2:
      return null;
    case 3:
      if (channels === 1 || channels === 3) return null;
      if (first === 1 || first === 3) {
        return `it takes its channels first (${draw(axes)}), and only pictures with their channels last are supported`;
      }
      return describeChannels(channels);
    default:
      return `it takes ${axes.length} axes (${draw(axes)}), such as of a video or a volume, not a picture`;
  }
}

const EXPECTED_CHANNELS = 'expected pictures of one channel (grey) or three (red, green, blue)';

function describeChannels(channels: number | null): string {
  switch (channels) {
    case null:
      return `${EXPECTED_CHANNELS}, it takes any number of channels`;
    case 4:
      return `${EXPECTED_CHANNELS}, it takes 4 channels, such as red, green, blue and transparency: photographs have no fourth`;
    default:
      return `${EXPECTED_CHANNELS}, it takes ${channels} channels`;
  }
}

function draw(axes: OpenShape): string {
  return axes.map((axis) => axis ?? 'any').join(' x ');
}

function unfit({ name }: InputLayer, problem: string, openChoice?: OpenChoice): SlcError {
  return new SlcError('unsupported_model', `model input ${name}: ${problem}`, { openChoice });
}
