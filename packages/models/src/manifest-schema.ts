import { LESION_CLASS_IDS, type ModelManifest } from '@slc/domain';
import { z } from 'zod';

const fraction = z.number().min(0).max(1);
const count = z.int().nonnegative();
const sentence = z.string().trim().min(1);
const lesionClass = z.enum(LESION_CLASS_IDS);
const splitBy = z.enum(['lesion', 'image']).nullable();

const interval = z
  .strictObject({ low: fraction, high: fraction })
  .refine(({ low, high }) => low <= high, 'expected low to be at most high');

const classEvaluation = z.strictObject({
  class: lesionClass,
  precision: fraction,
  recall: fraction,
  recall95: interval,
  f1: fraction,
  support: count,
  rocAuc: fraction.nullable(),
});

const evaluation = z.strictObject({
  dataset: sentence,
  images: count,
  splitBy,
  accuracy: fraction,
  accuracy95: interval.nullable(),
  balancedAccuracy: fraction.nullable(),
  macroF1: fraction.nullable(),
  nll: z.number().nonnegative().nullable(),
  nllBeforeTemperature: z.number().nonnegative().nullable(),
  ece: fraction.nullable(),
  eceBeforeTemperature: fraction.nullable(),
  malignantRocAuc: fraction.nullable(),
  perClass: z.array(classEvaluation),
  confusionMatrix: z.array(z.array(count)).nullable(),
  reliability: z.array(
    z.strictObject({ from: fraction, to: fraction, count, confidence: fraction, accuracy: fraction }),
  ),
});

const weightsFile = {
  sizeBytes: count.nullable(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits')
    .nullable(),
};

const localSource = z.strictObject({
  kind: z.enum(['bundled', 'file']),
  file: z.string().min(1),
  revision: z.string().min(1),
  ...weightsFile,
});

/** Both names become parts of paths, on disk and in addresses: nothing that could lead out of where they belong. */
const hubSource = z.strictObject({
  kind: z.literal('hub'),
  repo: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/, 'expected owner/name of a repository on the Hub'),
  file: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/, 'expected a path inside the repository'),
  revision: z.string().regex(/^[0-9a-f]{40}$/, 'expected a commit of 40 hex digits, which nobody can move'),
  ...weightsFile,
});

const translation = z.strictObject({
  name: sentence,
  summary: sentence,
  fittedOn: sentence.nullable(),
  trainingDataset: sentence.nullable(),
  procedure: sentence.nullable(),
  evaluationDatasets: z.array(sentence),
  attribution: sentence,
  caveats: z.array(sentence),
});

/** A manifest file. Unknown keys are refused: a misspelt one would be ignored in silence. */
export const manifestSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected lower-case letters, digits, dots and dashes'),
    name: sentence,
    summary: sentence,
    standIn: z.boolean().default(false),
    source: z.discriminatedUnion('kind', [localSource, hubSource]),
    architecture: z.strictObject({ name: sentence, parameters: count.nullable() }),
    input: z.strictObject({ height: z.int().min(1).max(4096), width: z.int().min(1).max(4096) }),
    preprocessing: z.strictObject({
      crop: z.enum(['none', 'centre-square']),
      resize: z.enum(['nearest', 'bilinear-antialiased']),
      scale: z.number(),
      offset: z.number(),
    }),
    labels: z
      .array(lesionClass)
      .length(LESION_CLASS_IDS.length)
      .refine((labels) => new Set(labels).size === labels.length, 'expected each class once'),
    temperature: z.strictObject({ value: z.number().positive(), fittedOn: sentence.nullable() }),
    training: z
      .strictObject({
        dataset: sentence,
        images: count.nullable(),
        classCounts: z.array(count).length(LESION_CLASS_IDS.length).nullable().default(null),
        splitBy,
        procedure: sentence,
      })
      .nullable(),
    evaluations: z.array(evaluation),
    licence: z.strictObject({ spdx: z.string().min(1), nonCommercial: z.boolean(), attribution: sentence }),
    caveats: z.array(sentence).min(1),
    translations: z.record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/), translation).default({}),
    goldenLogits: z.array(
      z.strictObject({
        input: z.enum(['gradient', 'disc']),
        logits: z.array(z.number()).length(LESION_CLASS_IDS.length),
      }),
    ),
  })
  .superRefine(({ evaluations, caveats, translations }, context) => {
    for (const [language, texts] of Object.entries(translations)) {
      const fault = (key: string, expected: number, got: number) =>
        context.addIssue({
          code: 'custom',
          path: ['translations', language, key],
          message: `expected ${expected} texts, got ${got}`,
        });
      const { caveats: told, evaluationDatasets: named } = texts;
      if (told.length !== caveats.length) fault('caveats', caveats.length, told.length);
      if (named.length !== evaluations.length) fault('evaluationDatasets', evaluations.length, named.length);
    }
  })
  .superRefine(({ labels, evaluations }, context) => {
    evaluations.forEach(({ perClass, confusionMatrix }, i) => {
      const fault = (key: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['evaluations', i, key], message });
      if (!labels.every((label) => perClass.filter((row) => row.class === label).length === 1)) {
        fault('perClass', 'expected one row for each class');
      }
      if (!confusionMatrix) return;
      if (
        confusionMatrix.length !== labels.length ||
        confusionMatrix.some((row) => row.length !== labels.length)
      ) {
        fault('confusionMatrix', `expected ${labels.length} rows of ${labels.length} counts`);
        return;
      }
      labels.forEach((label, row) => {
        const sum = confusionMatrix[row]?.reduce((total, value) => total + value, 0);
        const support = perClass.find((evaluated) => evaluated.class === label)?.support;
        if (sum !== support)
          fault('confusionMatrix', `row ${label}: expected a sum of ${support}, got ${sum}`);
      });
    });
  }) satisfies z.ZodType<ModelManifest>;
