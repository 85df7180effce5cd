import { type ErrorCode, EXPLANATION_METHODS, IMAGE_MEDIA_TYPES, listImageFormats } from '@slc/domain';
import type { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';
import {
  classificationSchema,
  jsonSchemas,
  livenessSchema,
  modelInfoSchema,
  problemSchema,
  readinessSchema,
  schemaRef,
} from './schemas.js';

export type OpenApiDocument = ReturnType<ReturnType<typeof createOpenApi>>;

/**
 * The OpenAPI 3.1 document of the JSON API. Its schemas are those that make the answers.
 *
 * @returns gives the document for a base path: empty at the root, else such as `/derm`
 */
export function createOpenApi(uploadLimitBytes: number) {
  const document = describeApi(uploadLimitBytes);
  return (base: string) => ({ ...document, servers: [{ url: base === '' ? '/' : base }] });
}

function describeApi(uploadLimitBytes: number) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Skin Lesion Classifier',
      version: '1',
      description:
        'Calibrated probabilities of a model’s lesion classes for a dermoscopic image. Research and education aid, not a medical device.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: {
      '/api/v1/classify': { post: classifyOperation(uploadLimitBytes) },
      '/api/v1/model': {
        get: {
          operationId: 'getModel',
          summary: 'Describe the model and its state',
          responses: {
            '200': answer(modelInfoSchema, 'The model and its state, also while it does not serve'),
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
          responses: { '200': answer(livenessSchema, 'Alive') },
        },
      },
      '/readyz': {
        get: {
          operationId: 'ready',
          summary: 'Whether images are classified right now',
          responses: { '200': answer(readinessSchema, 'Ready'), '503': answer(readinessSchema, 'Not ready') },
        },
      },
    },
    components: { schemas: jsonSchemas() },
  };
}

function classifyOperation(uploadLimitBytes: number) {
  const binary = { type: 'string', format: 'binary', maxLength: uploadLimitBytes };
  return {
    operationId: 'classify',
    summary: 'Classify one dermoscopic image',
    parameters: [
      {
        name: 'explain',
        in: 'query',
        description:
          'Also show where in the picture the answer comes from, by this method, with a check of whether that is so. Takes several times as long.',
        schema: { type: 'string', enum: EXPLANATION_METHODS },
      },
    ],
    requestBody: {
      required: true,
      description: `One ${listImageFormats()} image: as the field \`image\` of a form, or as the bare bytes.`,
      content: {
        'multipart/form-data': {
          schema: { type: 'object', required: ['image'], properties: { image: binary } },
        },
        ...Object.fromEntries(IMAGE_MEDIA_TYPES.map((type) => [type, { schema: binary }])),
        'application/octet-stream': { schema: binary },
      },
    },
    responses: {
      '200': answer(classificationSchema, 'Every class with its probability'),
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
  };
}

function answer(schema: z.ZodType, description: string) {
  return { description, content: { 'application/json': { schema: schemaRef(schema) } } };
}

/** One response for each status; its description names every code that comes with it. */
function problems(...codes: readonly ErrorCode[]) {
  const content = { 'application/problem+json': { schema: schemaRef(problemSchema) } };
  const responses: Record<string, { description: string; content: typeof content }> = {};
  for (const code of codes) {
    const { status, title } = HTTP_ERRORS[code];
    const before = responses[status];
    const meaning = `${title} (\`${code}\`)`;
    responses[status] = { description: before ? `${before.description}; ${meaning}` : meaning, content };
  }
  return responses;
}
