import {
  type Assessment,
  type Classification,
  ERROR_CODES,
  EXPLANATION_METHODS,
  type Explanation,
  encodeManifest,
  GUESSES,
  IMAGE_FORMAT_IDS,
  MODEL_PHASES,
  type ModelInfo,
  manifestSchema,
  PRECISIONS,
  QUALITY_CODES,
  REASONS,
  type SlcError,
  VERDICTS,
} from '@slc/domain';
import { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';

/** The answers of the JSON API. Every answer is made by these schemas, and so is the OpenAPI document. */

/** The schemas that the OpenAPI document names, each by its id. */
const namedSchemas = z.registry<{ id: string; description?: string }>();

const className = z.string().describe('The id of one of the model’s classes: see its manifest’s `labels`.');
const fraction = z.number().min(0).max(1);
const bytes = z.int().nonnegative().nullable();
const milliseconds = z.number().nonnegative();

const modelRef = z
  .object({
    id: z.string(),
    revision: z.string(),
    sha256: z.string().describe('Hex digest of the weights file.'),
    standIn: z.boolean().describe('True where a stand-in answers, such as the compact model.'),
    precision: z
      .enum(PRECISIONS)
      .describe(
        'The numbers that the network is computed in. At `int8` logits differ a little from those at `float32`; by how much that changes answers was measured: `precisions.int8.loss` of the model’s manifest.',
      ),
    guessed: z
      .array(z.enum(GUESSES))
      .exactOptional()
      .describe(
        'What was guessed of the model: where a guess is wrong, the answers are wrong. `classes`: which class each output stands for. `scaling`: how pixels are scaled. Absent where nothing was. Show it wherever you show the answer.',
      ),
  })
  .register(namedSchemas, { id: 'ModelRef' });

const assessment = z
  .object({
    verdict: z
      .enum(VERDICTS)
      .describe(
        '`clear`: one class stands out, and nothing that was measured speaks against the answer, which may still be wrong. `undecided`: more than one class is plausible, the views disagree, or the image is unlike those that the model was made for. `unusable`: the image cannot be judged, and the numbers mean nothing. How the limits did on images held out of their fit: `predictionSet.heldOut` and `outliers.heldOut` of the model’s manifest.',
      ),
    reasons: z
      .array(z.enum(REASONS))
      .describe('All that speaks against the answer; empty for a clear answer.'),
    predictionSet: z
      .object({
        classes: z.array(className),
        coverage: fraction.describe('The share of images whose set should hold the true class.'),
      })
      .nullable()
      .describe(
        'The classes that are plausible, most probable first. Null for a model without measured prediction sets.',
      ),
    outlier: z
      .object({
        score: z.number().describe('Above 1 for one in twenty of the images that the model was made for.'),
        unusableFrom: z.number().describe('Above it the model cannot judge the image.'),
      })
      .nullable()
      .describe(
        'How unlike the images that the model was made for an image is. Null for a model without measured limits.',
      ),
    quality: z
      .array(z.object({ code: z.enum(QUALITY_CODES), value: z.number(), limit: z.number() }))
      .describe(
        'What was measured of the picture, in the region that the model sees. Empty for a model whose pictures these limits do not fit.',
      ),
    views: z
      .object({
        count: z.int().positive(),
        agreeing: z.int().nonnegative().describe('How many of them have the answer’s top class.'),
      })
      .nullable()
      .describe('The views of the picture that the network saw. Null for one view.'),
  })
  .register(namedSchemas, {
    id: 'Assessment',
    description: 'How far the answer may be believed. Show it wherever you show the answer.',
  }) satisfies z.ZodType<Assessment>;

const explanation = z
  .object({
    method: z.enum(EXPLANATION_METHODS),
    class: className.describe('The class that is explained: the top class.'),
    height: z.int().positive(),
    width: z.int().positive(),
    values: z
      .array(fraction)
      .describe(
        'height x width numbers, row by row, of the square that the model saw. The largest is 1; all are 0 where the map shows nothing.',
      ),
    check: z
      .object({
        drop: z.number().describe('Without the fifth of the picture where the map is strongest.'),
        randomDrop: z.number().describe('Without random fifths of the same shape, on average.'),
        holds: z
          .boolean()
          .describe(
            'Whether `drop` is above `randomDrop` by more than 0.05. Otherwise the map does not show what the answer rests on.',
          ),
      })
      .describe(
        'By how much the class’s probability falls when a part of the picture is replaced by its mean colour.',
      ),
  })
  .register(namedSchemas, {
    id: 'Explanation',
    description:
      'Where in the picture the answer comes from, with a check of whether that is so. Absent unless it was asked for.',
  }) satisfies z.ZodType<Explanation>;

export const classificationSchema = z
  .object({
    topClass: className,
    predictions: z
      .array(
        z.object({
          class: className,
          probability: fraction.describe('softmax(logits / temperature)'),
          logit: z.number(),
        }),
      )
      .describe('Every class of the model, most probable first; the probabilities sum to 1.'),
    malignantProbability: fraction
      .exactOptional()
      .describe(
        'The sum over the malignant and pre-malignant classes. Absent where the model’s labels do not say which these are.',
      ),
    assessment,
    explanation: explanation.exactOptional(),
    temperature: z.number().positive(),
    model: modelRef,
    engine: z.string(),
    image: z.object({ format: z.enum(IMAGE_FORMAT_IDS), width: z.int(), height: z.int() }),
    timingsMs: z.object({
      queue: milliseconds,
      decode: milliseconds,
      inference: milliseconds,
      total: milliseconds,
    }),
    notice: z.string().describe('Show it wherever you show the answer.'),
  })
  .register(namedSchemas, { id: 'Classification' }) satisfies z.ZodType<Classification>;

const modelState = z
  .object({
    phase: z.enum(MODEL_PHASES).describe('`ready`: images are classified, by the model or by a stand-in.'),
    reason: z
      .string()
      .describe('One sentence for a person. When `ready`: what is still going on beside it, or empty.'),
    bytesDone: bytes.describe('How many bytes of the model’s file have been fetched.'),
    bytesTotal: bytes.describe('The size of that file.'),
  })
  .register(namedSchemas, { id: 'ModelState' });

/** Validated by the domain's schema; the OpenAPI document describes it by that, too. */
const manifestJson = z.unknown().register(namedSchemas, { id: 'ModelManifest' });

export const modelInfoSchema = z
  .object({
    state: modelState,
    model: modelRef.nullable(),
    engine: z.string().nullable(),
    manifest: manifestJson.nullable(),
  })
  .register(namedSchemas, { id: 'ModelInfo' });

export function toModelInfoAnswer({ manifest, ...info }: ModelInfo): z.infer<typeof modelInfoSchema> {
  return modelInfoSchema.parse({ ...info, manifest: manifest && encodeManifest(manifest) });
}

export const livenessSchema = z.object({ alive: z.literal(true) }).register(namedSchemas, { id: 'Liveness' });

export const readinessSchema = z
  .object({ reason: z.string(), state: modelState })
  .register(namedSchemas, { id: 'Readiness' });

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES),
    instance: z.string().describe('The path that was asked for.'),
  })
  .register(namedSchemas, { id: 'Problem', description: 'RFC 9457' });

/** @param instance the path of the request, as the browser knows it */
export function toProblem(error: SlcError, instance: string): z.infer<typeof problemSchema> {
  const { status, title } = HTTP_ERRORS[error.code];
  const { message: detail, code } = error;
  return problemSchema.parse({ type: 'about:blank', title, status, detail, code, instance });
}

/** A reference to a named schema in the OpenAPI document. */
export function schemaRef(schema: z.ZodType): { $ref: string } {
  return { $ref: componentUri(namedSchemas.get(schema)?.id) };
}

/** The named schemas as JSON Schema, by id. */
export function jsonSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(namedSchemas, { uri: componentUri, io: 'output' });
  // The answer is the manifest as its file has it: the input of the domain's codec.
  const all = { ...schemas, ModelManifest: z.toJSONSchema(manifestSchema, { io: 'input' }) };
  return Object.fromEntries(
    Object.entries(all).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

function componentUri(id: string | undefined): string {
  return `#/components/schemas/${id}`;
}
