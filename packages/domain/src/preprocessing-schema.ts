import { z } from 'zod';
import { side } from './input-schema.js';
import { PRESET_NAMES } from './preprocessing-presets.js';

const perChannel = z.union([z.number(), z.tuple([z.number(), z.number(), z.number()])], {
  error: 'expected a number, or three: one for each channel',
});

/** What shows a value of 0 no pixel, and could not be undone. */
const isNotZero = (scale: number | readonly number[]) => [scale].flat().every((value) => value !== 0);

const crop = z.union(
  [
    z.enum(['none', 'centre-square']),
    z.strictObject({ centre: side, rounded: z.literal('down').exactOptional() }),
    z.strictObject({ centreFraction: z.number().positive().max(1) }),
  ],
  {
    error:
      'expected "none", "centre-square", {"centre": pixels}, {"centre": pixels, "rounded": "down"} or {"centreFraction": a number above 0, at most 1}',
  },
);

/** `PRESETS` are keys of it: `parseManifest` adds those of the preset that the manifest names. */
export const preprocessingSchema = z
  .strictObject({
    preset: z
      .enum(PRESET_NAMES)
      .exactOptional()
      .describe('A known recipe that the other keys start from: each of them may be given, and wins.'),
    channels: z
      .enum(['rgb', 'bgr', 'grey'])
      .exactOptional()
      .describe(
        'The order of the network’s channels. `grey`: Pillow’s L, in as many channels as the network takes. Without it `grey` for a network of one channel, else `rgb`.',
      ),
    shorterSideTo: side
      .nullable()
      .exactOptional()
      .describe(
        'Pixels: the picture is first resized to this shorter side, keeping its aspect (rounded as torchvision does), and the crop is of the result. `null`: it is not, whatever the preset says.',
      ),
    crop: crop.describe(
      '`centre-square`: side = min(w, h), offsets floored. `centre`: a square of that many pixels, as torchvision’s CenterCrop, black where the picture is smaller; `rounded: down` as transformers’ center_crop, which cuts the smaller half off on the left and above where an odd number is left over. `centreFraction`: that share of either side, as tf.image.central_crop.',
    ),
    resize: z
      .enum(['nearest', 'bilinear-antialiased', 'bicubic', 'lanczos', 'bilinear', 'bilinear-opencv', 'area'])
      .describe(
        'How what is left is brought to the input’s size; the aspect is not kept. Pillow’s `nearest`, `bilinear-antialiased` (its BILINEAR), `bicubic` and `lanczos`; `bilinear` as tf.image.resize, rounded to whole levels; OpenCV’s `bilinear-opencv` (INTER_LINEAR) and `area` (INTER_AREA).',
      ),
    scale: perChannel
      .refine(isNotZero, 'expected numbers other than 0')
      .describe(
        'Network input = pixel (0..255) * scale + offset. One number, or one for each channel in the order of `channels`.',
      ),
    offset: perChannel,
    standardise: z
      .literal('image')
      .exactOptional()
      .describe(
        '`image`: at last each picture is brought to mean 0 and deviation 1 over all its values, as tf.image.per_image_standardization.',
      ),
    views: z
      .literal([1, 2, 4, 8])
      .default(1)
      .describe(
        'How many views of the preprocessed picture go through the network; its logits are their mean, before temperature. 1: the picture alone. 2: the picture and its mirror image. 4: its quarter turns. 8: the quarter turns of both.',
      ),
  })
  .describe(
    'From a decoded image to the network’s input, in this order. What concerns positions runs outside the network; the order of channels, scale, offset and standardising are compiled into it.',
  );
