import {
  type Classification,
  ERROR_CODES,
  encodeManifest,
  IMAGE_FORMAT_IDS,
  MODEL_PHASES,
  type ModelInfo,
  manifestSchema,
  type SlcError,
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
  })
  .register(namedSchemas, { id: 'ModelRef' });

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
  })
  .register(namedSchemas, { id: 'Problem', description: 'RFC 9457' });

export function toProblem(error: SlcError): z.infer<typeof problemSchema> {
  const { status, title } = HTTP_ERRORS[error.code];
  return problemSchema.parse({ type: 'about:blank', title, status, detail: error.message, code: error.code });
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
