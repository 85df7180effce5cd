import {
  type Classification,
  ERROR_CODES,
  IMAGE_FORMAT_IDS,
  MODEL_PHASES,
  type ModelInfo,
  type SlcError,
} from '@slc/domain';
import { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';

/** What the JSON API answers. The OpenAPI document is made of these, and every answer is made by them. */

/** The schemas that the OpenAPI document names, each by its id. */
export const apiSchemas = z.registry<{ id: string; description?: string }>();

const lesionClass = z.string();
const milliseconds = z.number().nonnegative();

const modelRef = z
  .object({
    id: z.string(),
    revision: z.string(),
    sha256: z.string().describe('Hex digest of the weights file.'),
    standIn: z.boolean().describe('True where a stand-in answers, such as the compact model.'),
  })
  .register(apiSchemas, { id: 'ModelRef' });

export const classificationSchema = z
  .object({
    topClass: lesionClass,
    predictions: z
      .array(
        z.object({
          class: lesionClass,
          probability: z.number().min(0).max(1).describe('softmax(logits / temperature)'),
          logit: z.number(),
        }),
      )
      .describe('All seven classes, most probable first; the probabilities sum to 1.'),
    malignantProbability: z.number().min(0).max(1).exactOptional(),
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
    notice: z.string().describe('To be shown wherever the answer is shown.'),
  })
  .register(apiSchemas, { id: 'Classification' }) satisfies z.ZodType<Classification>;

const modelState = z
  .object({
    phase: z.enum(MODEL_PHASES).describe('`ready`: images are classified, by the model or by a stand-in.'),
    reason: z.string().describe('One sentence for a person. When `ready`: what is still to come, or empty.'),
    bytesDone: z.int().nonnegative().nullable().describe('How much of the model’s file has been fetched.'),
    bytesTotal: z.int().nonnegative().nullable().describe('Its size.'),
  })
  .register(apiSchemas, { id: 'ModelState' });

export const modelInfoSchema = z
  .object({
    state: modelState,
    model: modelRef.nullable(),
    engine: z.string().nullable(),
    manifest: z
      .looseObject({ id: z.string(), name: z.string() })
      .nullable()
      .describe('Everything known about the model, as its manifest says it.'),
  })
  .register(apiSchemas, { id: 'ModelInfo' });

export type ModelInfoAnswer = z.infer<typeof modelInfoSchema>;

/** The worker's own word is checked like anybody's. */
export function toModelInfoAnswer(info: ModelInfo): ModelInfoAnswer {
  return modelInfoSchema.parse(info);
}

export const livenessSchema = z.object({ alive: z.literal(true) }).register(apiSchemas, { id: 'Liveness' });

export const readinessSchema = z
  .object({ reason: z.string(), state: modelState })
  .register(apiSchemas, { id: 'Readiness' });

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES),
  })
  .register(apiSchemas, { id: 'Problem', description: 'RFC 9457' });

export function toProblem(error: SlcError): z.infer<typeof problemSchema> {
  const { status, title } = HTTP_ERRORS[error.code];
  return problemSchema.parse({ type: 'about:blank', title, status, detail: error.message, code: error.code });
}
