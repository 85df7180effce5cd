import { z } from 'zod';
import { calibratedOnSchema, outliersSchema, predictionSetSchema } from './calibration-schema.js';
import { sentence, sha256 } from './words-schema.js';

export const temperatureSchema = z.strictObject({
  value: z.number().positive().describe('T in softmax(logits / T).'),
  fittedOn: sentence.nullable(),
});

const difference = z
  .strictObject({ value: z.number(), low: z.number(), high: z.number() })
  .describe('With its 95 % interval, from the same images answered at both precisions.');

const lossSchema = z
  .strictObject({
    accuracy: difference.nullable().describe('By how much it falls.'),
    balancedAccuracy: difference.nullable().describe('By how much it falls.'),
    agreement: difference.describe('Share of images whose top class stays.'),
    nll: difference.nullable().describe('By how much it rises, each at its own temperature.'),
    ece: difference.nullable().describe('By how much it rises, each at its own temperature.'),
    malignantRocAuc: difference
      .nullable()
      .describe('By how much it falls. Null where the labels do not say which classes are malignant.'),
  })
  .describe(
    'What int8 costs against float32. All but `agreement` are null where images without labels were measured.',
  );

/** Layers go by the names that they have in the compiled network. */
const int8Schema = z
  .strictObject({
    temperature: temperatureSchema.describe('Of the logits at int8.'),
    predictionSet: predictionSetSchema.exactOptional().describe('At int8. Absent: that of float32 is used.'),
    outliers: outliersSchema.exactOptional().describe('At int8. Absent: those of float32 are used.'),
    ranges: z
      .record(z.string(), z.tuple([z.number(), z.number()]))
      .describe('The least and the largest value of each layer’s output that int8 is made for.'),
    float: z.array(z.string()).default([]).describe('Layers that int8 would harm: they stay float32.'),
    sha256: sha256
      .regex(/[1-9a-f]/, 'expected the digest of a network that was measured, got zeros')
      .describe('Hex digest of the compiled int8 network whose loss was measured.'),
    loss: lossSchema,
    calibratedOn: calibratedOnSchema
      .exactOptional()
      .describe('The images that ranges and loss were measured on.'),
  })
  .describe('The network in numbers of 8 bits: smaller, and faster on the CPU.');

export const precisionsSchema = z
  .strictObject({ int8: int8Schema.exactOptional() })
  .describe('What the network needs to run at other precisions than float32.');
