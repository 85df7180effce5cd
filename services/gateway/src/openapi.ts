import type { ErrorCode } from '@slc/domain';
import { z } from 'zod';
import { HTTP_FACES } from './http-status.js';
import { classificationSchema, modelInfoSchema, problemSchema, readinessSchema } from './schemas.js';

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
            },
          },
          responses: {
            ...answer(classificationSchema, 'The seven classes with their probabilities'),
            ...problems(
              'invalid_request',
              'image_too_large',
              'unsupported_media_type',
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
            ...problems('internal', 'model_not_ready'),
          },
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

function problems(...codes: readonly ErrorCode[]) {
  const content = { 'application/problem+json': { schema: ref(problemSchema) } };
  return Object.fromEntries(
    codes.map((code) => [String(HTTP_FACES[code].status), { description: HTTP_FACES[code].title, content }]),
  );
}

function ref(schema: z.ZodType): { $ref: string } {
  return { $ref: `#/components/schemas/${schema.meta()?.id}` };
}

function components(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
