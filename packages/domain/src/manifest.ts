import { z } from 'zod';
import { calibratedOnSchema, outliersSchema, predictionSetSchema } from './calibration-schema.js';
import type { DeepReadonly } from './deep-readonly.js';
import { SlcError } from './errors.js';
import { evaluationSchema, splitBy } from './evaluation-schema.js';
import { goldenAnswers, goldenLogits } from './golden-schema.js';
import { GUESSES } from './guesses.js';
import { inputSchema } from './input-schema.js';
import { labelsSchema } from './labels-schema.js';
import { precisionsSchema, temperatureSchema } from './precision-schema.js';
import { withPreset } from './preprocessing-presets.js';
import { preprocessingSchema } from './preprocessing-schema.js';
import { sourceContradictions, sourceSchema } from './source-schema.js';
import { count, languageTag, sentence } from './words-schema.js';

const translation = z.strictObject({
  name: sentence,
  summary: sentence,
  fittedOn: sentence.nullable(),
  trainingDataset: sentence.nullable(),
  procedure: sentence.nullable(),
  evaluationDatasets: z.array(sentence).describe('One for each evaluation.'),
  attribution: sentence,
  caveats: z.array(sentence).describe('One for each caveat.'),
});

/**
 * Everything known about a model, written once: this schema is its type, its validation and its JSON.
 * A figure that is not known is `null`, never a guess. Unknown keys are refused: a misspelt one would be ignored in silence.
 */
export const manifestSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected lower-case letters, digits, dots and dashes')
      .describe('The name by which settings and commands refer to the model.'),
    name: sentence,
    summary: sentence.describe('What it is and for whom, in one or two sentences.'),
    standIn: z
      .boolean()
      .default(false)
      .describe('True for a model that serves in place of a better one: every answer says so.'),
    guessed: z
      .array(z.enum(GUESSES))
      .refine((guesses) => new Set(guesses).size === guesses.length, 'expected each guess once')
      .exactOptional()
      .describe(
        'What of this manifest was guessed: every answer says so. `classes`: `labels`. `scaling`: `preprocessing`, of which scale and offset, or what `foundIn.notes` doubts. Take out what has been confirmed.',
      ),
    foundIn: z
      .strictObject({
        classes: sentence.exactOptional(),
        size: sentence.exactOptional(),
        recipe: sentence.exactOptional(),
        notes: z.array(sentence).exactOptional(),
      })
      .exactOptional()
      .describe(
        'For a manifest that was made of a model’s files: which of them said it; `notes`: what an operator should know, such as a file that was not used or contradicts another.',
      ),
    source: sourceSchema,
    architecture: z.strictObject({ name: sentence, parameters: count.nullable() }),
    input: inputSchema,
    preprocessing: preprocessingSchema,
    output: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        'Which of several outputs of the network gives the classes, by the name that Keras gives it.',
      ),
    labels: labelsSchema,
    temperature: temperatureSchema,
    predictionSet: predictionSetSchema.exactOptional(),
    outliers: outliersSchema.exactOptional(),
    quality: z
      .boolean()
      .exactOptional()
      .describe(
        'False where the limits on a picture’s sharpness, light and colour, which are those of dermoscopy, do not fit the model’s pictures.',
      ),
    calibratedOn: calibratedOnSchema.exactOptional(),
    precisions: precisionsSchema.exactOptional(),
    training: z
      .strictObject({
        dataset: sentence,
        images: count.nullable(),
        classCounts: z
          .array(count)
          .nullable()
          .default(null)
          .describe('Images of each class in the whole data set, in label order.'),
        splitBy,
        procedure: sentence,
      })
      .nullable(),
    evaluations: z.array(evaluationSchema).describe('The main test set first.'),
    licence: z.strictObject({
      spdx: z.string().min(1).describe('SPDX identifier.'),
      nonCommercial: z.boolean(),
      attribution: sentence,
    }),
    caveats: z
      .array(sentence)
      .min(1)
      .describe('What a reader of a result must know of this model’s limits, one sentence each.'),
    translations: z
      .record(languageTag, translation)
      .default({})
      .describe('The same texts in other languages. A page shows the English text where one is missing.'),
    goldenLogits: z.array(goldenLogits),
    goldenAnswers: goldenAnswers.exactOptional(),
  })
  .superRefine((manifest, context) => {
    for (const { path, expected, got } of contradictions(manifest)) {
      context.addIssue({ code: 'custom', path: [...path], message: `expected ${expected}, got ${got}` });
    }
  });

/** What a manifest's JSON file holds. */
export type ManifestJson = z.input<typeof manifestSchema>;

export type ModelManifest = DeepReadonly<z.output<typeof manifestSchema>>;
export type ModelSource = ModelManifest['source'];
export type HubSource = Extract<ModelSource, { kind: 'hub' }>;
export type Preprocessing = ModelManifest['preprocessing'];
/** What of it is compiled into the network. */
export type Normalisation = Pick<Preprocessing, 'channels' | 'scale' | 'offset' | 'standardise'>;
export type ViewCount = Preprocessing['views'];
export type PredictionSetLimits = NonNullable<ModelManifest['predictionSet']>;
/** What a manifest says of int8. */
export type Int8Manifest = NonNullable<NonNullable<ModelManifest['precisions']>['int8']>;
export type Evaluation = ModelManifest['evaluations'][number];
export type ClassEvaluation = Evaluation['perClass'][number];
export type ReliabilityBin = Evaluation['reliability'][number];
export type Interval = NonNullable<ClassEvaluation['recall95']>;
/** A figure with its 95 % interval. */
export type Estimate = ManifestOperatingPoint['sensitivity'];
export type ManifestRiskCoveragePoint = NonNullable<Evaluation['riskCoverage']>[number];
export type ManifestOperatingPoint = NonNullable<Evaluation['malignantOperatingPoints']>[number];

/**
 * @param json what `JSON.parse` gave
 * @param options `ignore` drops the keys that the schema does not know: a newer program may have written them
 * @throws SlcError `invalid_model` naming every fault with its place, on one line
 */
export function parseManifest(
  json: unknown,
  { unknownKeys = 'refuse' }: { readonly unknownKeys?: 'refuse' | 'ignore' } = {},
): ModelManifest {
  const whole = withPreset(json);
  let parsed = manifestSchema.safeParse(whole);
  if (!parsed.success && unknownKeys === 'ignore') {
    parsed = manifestSchema.safeParse(withoutUnknownKeys(whole, parsed.error.issues));
  }
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${z.core.toDotPath(path) || 'it'}: ${message}`,
  );
  throw new SlcError('invalid_model', `not a model manifest: ${faults.join('; ')}`);
}

function withoutUnknownKeys(json: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(json));
  for (const { path, keys } of unknownKeysIn(issues)) {
    const holder = path.reduce((value: unknown, key) => Reflect.get(Object(value), key), copy);
    for (const key of keys) Reflect.deleteProperty(Object(holder), key);
  }
  return copy;
}

function unknownKeysIn(issues: readonly z.core.$ZodIssue[]): { path: PropertyKey[]; keys: string[] }[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return [issue];
    if (issue.code !== 'invalid_union') return [];
    // The paths of its own issues begin at the union.
    const inside = unknownKeysIn(issue.errors.flat());
    return inside.map(({ path, keys }) => ({ path: [...issue.path, ...path], keys }));
  });
}

/** Probes and pages ask for the same manifest's JSON again and again, and one of hundreds of classes takes most of a second. */
const encoded = new WeakMap<ModelManifest, DeepReadonly<ManifestJson>>();

/** The manifest's JSON, with every default filled in; made once. `parseManifest` reads it back. */
export function encodeManifest(manifest: ModelManifest): DeepReadonly<ManifestJson> {
  const known = encoded.get(manifest);
  if (known) return known;
  // Safe: a parsed manifest differs from the schema's output in being read-only alone.
  const json = z.encode(manifestSchema, manifest as z.output<typeof manifestSchema>);
  encoded.set(manifest, json);
  return json;
}

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly got: string | number | undefined;
}

/** Parts of a manifest that do not fit each other. */
function* contradictions(manifest: ModelManifest): Generator<Contradiction> {
  const { labels, input, preprocessing, training, evaluations, caveats, translations } = manifest;
  const { goldenLogits, goldenAnswers = [] } = manifest;
  yield* sourceContradictions(manifest.source);
  if (preprocessing.views > 2 && input.width !== input.height) {
    const got = `${input.width} x ${input.height} for ${preprocessing.views} views`;
    yield { path: ['preprocessing', 'views'], expected: 'a square input, since they turn it by 90°', got };
  }
  const lengths: [Contradiction['path'], readonly unknown[] | null | undefined, number][] = [
    [['training', 'classCounts'], training?.classCounts, labels.length],
    ...goldenLogits.map(({ logits }, i): (typeof lengths)[number] => [
      ['goldenLogits', i, 'logits'],
      logits,
      labels.length,
    ]),
    ...goldenAnswers.map(({ probabilities }, i): (typeof lengths)[number] => [
      ['goldenAnswers', i, 'probabilities'],
      probabilities,
      labels.length,
    ]),
    ...Object.entries(translations).flatMap(([language, texts]): typeof lengths => [
      [['translations', language, 'caveats'], texts.caveats, caveats.length],
      [['translations', language, 'evaluationDatasets'], texts.evaluationDatasets, evaluations.length],
    ]),
  ];
  for (const [path, list, length] of lengths) {
    if (list && list.length !== length) yield { path, expected: `${length} entries`, got: list.length };
  }
  yield* predictionSetContradictions(manifest, []);
  yield* int8Contradictions(manifest);
  for (const [i, each] of evaluations.entries()) yield* evaluationContradictions(manifest, each, i);
}

function* int8Contradictions({ labels, precisions }: ModelManifest): Generator<Contradiction> {
  const { int8 } = precisions ?? {};
  if (!int8) return;
  const place = ['precisions', 'int8'];
  yield* predictionSetContradictions({ labels, predictionSet: int8.predictionSet }, place);
  for (const [layer, [low, high]] of Object.entries(int8.ranges)) {
    const path = [...place, 'ranges', layer];
    if (low > high) yield { path, expected: 'the least value before the largest', got: `${low}, ${high}` };
  }
}

interface LabelsAndSets extends Pick<ModelManifest, 'labels'> {
  readonly predictionSet?: PredictionSetLimits | undefined;
}

/** @param place of the prediction set's holder in the manifest */
function* predictionSetContradictions(
  { labels, predictionSet }: LabelsAndSets,
  place: readonly string[],
): Generator<Contradiction> {
  if (!predictionSet) return;
  const ids = labels.map(({ id }) => id);
  for (const id of Object.keys(predictionSet.classThresholds)) {
    const path = [...place, 'predictionSet', 'classThresholds'];
    if (!ids.includes(id)) yield { path, expected: `classes of the model (${ids.join(', ')})`, got: id };
  }
  if (!predictionSet.heldOut) return;
  const measured = predictionSet.heldOut.perClass.map((row) => row.class).join(', ');
  if (measured !== ids.join(', ')) {
    const path = [...place, 'predictionSet', 'heldOut', 'perClass'];
    yield { path, expected: `rows for ${ids.join(', ')}`, got: measured };
  }
}

function* evaluationContradictions(
  { labels }: ModelManifest,
  { perClass, confusionMatrix, riskCoverage }: Evaluation,
  index: number,
): Generator<Contradiction> {
  const rowsOf = (id: string) => perClass.filter((row) => row.class === id);
  const path = ['evaluations', index, 'confusionMatrix'];
  for (const { id } of labels) {
    const { length } = rowsOf(id);
    if (length !== 1) {
      yield { path: ['evaluations', index, 'perClass'], expected: `one row for ${id}`, got: length };
    }
  }
  for (const [i, { coverage }] of (riskCoverage ?? []).entries()) {
    const before = riskCoverage?.[i - 1]?.coverage ?? -1;
    const place = ['evaluations', index, 'riskCoverage', i, 'coverage'];
    if (coverage <= before) yield { path: place, expected: `more than ${before}`, got: coverage };
  }
  if (!confusionMatrix) return;
  if (confusionMatrix.length !== labels.length) {
    yield { path, expected: `${labels.length} rows`, got: confusionMatrix.length };
  }
  for (const [i, row] of confusionMatrix.entries()) {
    const id = labels[i]?.id ?? '';
    const support = rowsOf(id)[0]?.support;
    const sum = row.reduce((total, value) => total + value, 0);
    if (row.length !== labels.length)
      yield { path, expected: `${labels.length} counts in row ${id}`, got: row.length };
    else if (sum !== support) yield { path, expected: `row ${id} to sum to ${support}`, got: sum };
  }
}
