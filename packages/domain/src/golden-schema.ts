import { z } from 'zod';
import { fraction, sha256 } from './words-schema.js';

export const goldenLogits = z
  .strictObject({
    input: z
      .enum(['gradient', 'disc'])
      .describe(
        'A picture of the network’s input size, drawn by code. `gradient`: pixel (y, x) = (x, y, floor((x + y) / 2)). `disc`: (110, 70, 60) within radius 58 of (95.5, 95.5) on (215, 170, 150), no antialiasing. Both are grey (Pillow’s L) for a model that sees grey.',
      ),
    logits: z.array(z.number()),
  })
  .describe(
    'Logits of the original framework, of this one picture as it is drawn: never the mean over the views. A model is served only if it repeats them.',
  );

/** Against a manifest that keeps a start busy with pictures. */
const MOST_ANSWERS = 16;

export const goldenAnswers = z
  .array(
    z.strictObject({
      file: z.string().min(1).describe('An image, relative to the manifest.'),
      sha256: sha256.describe('Hex digest of the image.'),
      probabilities: z
        .array(fraction)
        .describe('One for each class, in the order of the labels, at a temperature of 1 and of one view.'),
    }),
  )
  .min(1)
  .max(MOST_ANSWERS)
  .describe(
    'What the model’s author got of a whole image, preparing it included. A model is served only if it repeats them, within a hundredth.',
  );
