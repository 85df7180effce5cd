import { z } from 'zod';
import { VERDICTS } from './assessment.js';
import { count, fraction, sentence, sha256 } from './words-schema.js';

const heldOutSets = z
  .strictObject({
    images: count,
    covered: count.describe('Images whose set holds the true class.'),
    sizes: z.array(count).describe('How many sets hold 1, 2, … classes.'),
    perClass: z
      .array(z.strictObject({ class: z.string(), images: count, covered: count }))
      .describe('In label order.'),
  })
  .describe('Measured on each image by thresholds that were fitted without its lesion or patient.');

export const predictionSetSchema = z
  .strictObject({
    coverage: z.number().gt(0).lt(1).describe('Share of images whose set should hold the true class.'),
    threshold: fraction.describe('Of all classes, in the unit of s = 1 - probability.'),
    classThresholds: z
      .record(z.string(), fraction)
      .describe('By class id, where a class has one of its own. The larger of the two counts.'),
    heldOut: heldOutSets.nullable(),
  })
  .describe('An answer’s set holds each class with s at most its threshold, and always the top class.');

const heldOutOutliers = z.strictObject({
  images: count,
  undecided: count.describe('Images that score above 1.'),
  unusable: count.describe('Images that score above `unusableFrom`.'),
});

const wrongSort = heldOutOutliers.extend({
  verdicts: z
    .array(z.strictObject({ verdict: z.enum(VERDICTS), images: count }))
    .max(VERDICTS.length)
    .exactOptional()
    .describe('What a reader would be told of these pictures, by quality and prediction set too.'),
});

export const outliersSchema = z
  .strictObject({
    file: z
      .string()
      .regex(/^\w[\w.-]{0,199}$/, 'expected the name of a file beside the manifest')
      .describe('What the scores are computed with; it lies beside the manifest.'),
    sizeBytes: count,
    sha256: sha256.describe('Hex digest that the file must have.'),
    limit: z
      .number()
      .positive()
      .exactOptional()
      .describe(
        'Scores are divided by it: for a network that was changed a little after the file was made. 1 unless given.',
      ),
    unusableFrom: z
      .number()
      .min(1)
      .describe(
        'Above this score an image is not one that the model can judge. Above 1 its answer is undecided.',
      ),
    heldOut: z
      .strictObject({ genuine: heldOutOutliers, wrongSort: wrongSort.nullable() })
      .nullable()
      .describe(
        'Measured on images that the scores were fitted without: images such as the model is made for, and pictures that people upload by mistake.',
      ),
  })
  .describe('Tells how unlike the images that it was fitted on an image is, from its embedding.');

export const calibratedOnSchema = z
  .strictObject({
    dataset: sentence,
    images: count,
    groups: count.describe('Lesions or patients; an image of neither is a group of its own.'),
    sha256: sha256
      .nullable()
      .describe('Hex digest of the table of labels; null where folders name the classes.'),
    command: sentence
      .exactOptional()
      .describe('With which it can be done again: `slc calibrate …`, without the folder that it wrote to.'),
  })
  .describe('What temperature, prediction sets and outlier scores were fitted on.');
