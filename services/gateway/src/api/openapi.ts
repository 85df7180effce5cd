import type { ErrorCode } from '@slc/domain';
import { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';
import {
  apiSchemas,
  classificationSchema,
  livenessSchema,
  modelInfoSchema,
  problemSchema,
  readinessSchema,
} from './schemas.js';

export type OpenApiDocument = ReturnType<typeof createOpenApi>;

/** The OpenAPI 3.1 document of the JSON API, its schemas generated from those that make the answers. */
export function createOpenApi({ uploadLimitBytes }: { readonly uploadLimitBytes: number }) {
  const binary = { type: 'string', format: 'binary', maxLength: uploadLimitBytes };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Skin Lesion Classifier',
      version: '1',
      description:
        'Probabilities of seven lesion classes for a dermoscopic image. Research and education aid, not a medical device.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: {
      '/api/v1/classify': {
        post: {
          operationId: 'classify',
          summary: 'Classify one dermoscopic image',
          requestBody: {
            required: true,
            description:
              'One JPEG, PNG, WebP or TIFF image: as the field `image` of a form, or as the bare bytes.',
            content: {
              'multipart/form-data': {
                schema: { type: 'object', required: ['image'], properties: { image: binary } },
              },
              'image/*': { schema: binary },
              'application/octet-stream': { schema: binary },
            },
          },
          responses: {
            ...answer(classificationSchema, 'The seven classes with their probabilities'),
            ...problems(
              'invalid_request',
              'invalid_image',
              'unauthenticated',
              'image_too_large',
              'too_many_pixels',
              'unsupported_media_type',
              'rate_limited',
              'overloaded',
              'internal',
              'model_not_ready',
              'deadline_exceeded',
            ),
          },
        },
      },
      '/api/v1/model': {
        get: {
          operationId: 'getModel',
          summary: 'Describe the model and how it stands',
          responses: {
            ...answer(modelInfoSchema, 'The model; also while it does not serve'),
            ...problems(
              'unauthenticated',
              'rate_limited',
              'internal',
              'model_not_ready',
              'deadline_exceeded',
            ),
          },
        },
      },
      '/livez': {
        get: {
          operationId: 'alive',
          summary: 'Whether the gateway answers at all',
          responses: answer(livenessSchema, 'Alive'),
        },
      },
      '/readyz': {
        get: {
          operationId: 'ready',
          summary: 'Whether images are classified right now',
          responses: {
            ...answer(readinessSchema, 'Ready'),
            '503': {
              description: 'Not ready',
              content: { 'application/json': { schema: ref(readinessSchema) } },
            },
          },
        },
      },
    },
    components: { schemas: components() },
  };
}

function answer(schema: z.ZodType, description: string) {
  return { '200': { description, content: { 'application/json': { schema: ref(schema) } } } };
}

/** One response a status; its description names every code that comes with it. */
function problems(...codes: readonly ErrorCode[]) {
  const content = { 'application/problem+json': { schema: ref(problemSchema) } };
  const responses: Record<string, { description: string; content: typeof content }> = {};
  for (const code of codes) {
    const { status, title } = HTTP_ERRORS[code];
    const before = responses[status];
    const meaning = `${title} (\`${code}\`)`;
    responses[status] = { description: before ? `${before.description}; ${meaning}` : meaning, content };
  }
  return responses;
}

function ref(schema: z.ZodType): { $ref: string } {
  return { $ref: `#/components/schemas/${apiSchemas.get(schema)?.id}` };
}

function components(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(apiSchemas, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
