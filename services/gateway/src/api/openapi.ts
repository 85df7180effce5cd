import {
  type ErrorCode,
  EXPLANATION_METHODS,
  IMAGE_MEDIA_TYPES,
  listImageFormats,
  modelState,
  passesByItself,
  SlcError,
} from '@slc/domain';
import type { z } from 'zod';
import { HTTP_ERRORS, LONGEST_RETRY_AFTER_SECONDS } from '../http/http-errors.js';
import { fhirResponses } from './fhir-responses.js';
import { jsonSchemas, schemaRef } from './json-schemas.js';
import { OPERATION_SUMMARIES, type OperationId } from './operation-summaries.js';
import { readSampleAnswer } from './sample-answer.js';
import {
  classificationSchema,
  livenessSchema,
  modelInfoSchema,
  problemSchema,
  readinessSchema,
  toProblem,
} from './schemas.js';

/** Errors that belong to no operation: of any other address, and of other methods. */
export const ANYWHERE: readonly ErrorCode[] = ['not_found', 'method_not_allowed'];

/**
 * The other protocol of this service is linked and not described again: it has a document of its own, its clients exist, and
 * OpenAPI has no words for a body of JSON and binary tensors together.
 */
export const PROTOCOL =
  'https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md';

export type OpenApi = ReturnType<typeof createOpenApi>;

export type OpenApiDocument = ReturnType<OpenApi>;

const TAGS = {
  images: 'Classify images',
  model: 'What classifies them',
  health: 'For load balancers and orchestrators',
} as const;

/**
 * The OpenAPI 3.1 document of the JSON API. Its schemas are those that make the answers.
 *
 * @returns gives the document for an address at which the gateway is reached, such as `https://clinic.example/derm`
 */
export function createOpenApi(uploadLimitBytes: number) {
  const document = describeApi(uploadLimitBytes);
  return (address: string) => ({ ...document, servers: [{ url: address }] });
}

function describeApi(uploadLimitBytes: number) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Skin Lesion Classifier',
      version: '1',
      description:
        'Calibrated probabilities of a model’s lesion classes for a dermoscopic image. Research and education aid, not a medical device. Another address is answered as `components.responses.not_found` says, and another method of an address as `method_not_allowed`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    externalDocs: {
      description: 'Under /v2 the service also speaks the Open Inference Protocol, which is described there.',
      url: PROTOCOL,
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: {
      '/api/v1/classify': { post: classifyOperation(uploadLimitBytes) },
      '/api/v1/model': { get: modelOperation() },
      '/livez': {
        get: {
          ...named('getLiveness', 'health'),
          responses: {
            '200': answer(livenessSchema, 'Alive', { alive: { alive: true } }),
          },
        },
      },
      '/readyz': {
        get: {
          ...named('getReadiness', 'health'),
          responses: {
            '200': answer(readinessSchema, 'Ready', { ready: { reason: '', state: modelState('ready') } }),
            '503': answer(readinessSchema, 'Not ready', {
              fetching: { reason: FETCHING.reason, state: FETCHING },
            }),
          },
        },
      },
    },
    components: {
      schemas: jsonSchemas(),
      responses: {
        ...Object.fromEntries(ANYWHERE.map((code) => [code, problem('/api/v1', [code])])),
        ...fhirResponses(),
        // Beside the operation for the reason that FHIR's are: it is so for a string, and for a type without a schema.
        dicom_report: {
          description:
            'The answer as a structured report (Comprehensive 3D SR, TID 1500) in the image’s study',
          content: { 'application/dicom': { schema: { type: 'string', format: 'binary' } } },
        },
      },
    },
  };
}

function classifyOperation(uploadLimitBytes: number) {
  const binary = { type: 'string', format: 'binary', maxLength: uploadLimitBytes };
  return {
    ...named('classify', 'images'),
    description:
      'Where the header `Accept` prefers `application/fhir+json` (FHIR R4), the answer is `components.responses.fhir_bundle`, and an error `components.responses.fhir_error`. Where it prefers `application/dicom` and the image is a DICOM file, the answer is `components.responses.dicom_report`.',
    parameters: [
      {
        name: 'explain',
        in: 'query',
        description:
          'Also show where in the picture the answer comes from, by this method, with a check of whether that is so. Takes several times as long. Not with `Accept: application/dicom`: a report has no map.',
        schema: { type: 'string', enum: EXPLANATION_METHODS },
        example: EXPLANATION_METHODS[0],
      },
      {
        name: 'bundle',
        in: 'query',
        description:
          'Only with `Accept: application/fhir+json`: a bundle that a FHIR server stores as it is. Without it the bundle is a collection.',
        schema: { type: 'string', enum: ['transaction'] },
        example: 'transaction',
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
      '200': answer(classificationSchema, 'Every class with its probability', {
        drawing: readSampleAnswer(),
      }),
      ...problems('/api/v1/classify', [
        'invalid_request',
        'invalid_image',
        'unauthenticated',
        'not_acceptable',
        'image_too_large',
        'too_many_pixels',
        'unsupported_media_type',
        'rate_limited',
        'overloaded',
        'internal',
        'invalid_model',
        'model_not_ready',
        'deadline_exceeded',
      ]),
    },
  };
}

function modelOperation() {
  const fetching = { state: FETCHING, model: null, engine: null, manifest: null };
  return {
    ...named('getModel', 'model'),
    responses: {
      '200': answer(modelInfoSchema, 'The model and its state, also while it does not serve', { fetching }),
      ...problems('/api/v1/model', [
        'unauthenticated',
        'rate_limited',
        'internal',
        'model_not_ready',
        'deadline_exceeded',
      ]),
    },
  };
}

const FETCHING = {
  ...modelState('fetching', 'The file is on its way from the Hub.'),
  bytesDone: 61_865_984,
  bytesTotal: 247_255_104,
};

function named<Id extends OperationId>(operationId: Id, tag: keyof typeof TAGS) {
  return { operationId, tags: [tag], summary: OPERATION_SUMMARIES[operationId] };
}

/** A JSON answer with examples, which its schema checks here. */
function answer<T, Name extends string>(
  schema: z.ZodType<T>,
  description: string,
  examples: Readonly<Record<Name, T>>,
) {
  const values = Object.entries<T>(examples).map(([name, value]) => [name, { value: schema.parse(value) }]);
  // Under the same names.
  const all = Object.fromEntries(values) as Record<Name, { readonly value: T }>;
  return { description, content: { 'application/json': { schema: schemaRef(schema), examples: all } } };
}

/** One response for each status; its description names every code that comes with it. */
function problems(path: string, codes: readonly ErrorCode[]) {
  const statuses = new Set(codes.map((code) => HTTP_ERRORS[code].status));
  const responses = [...statuses].map((status) => {
    const alike = codes.filter((code) => HTTP_ERRORS[code].status === status);
    return [status, problem(path, alike)] as const;
  });
  return Object.fromEntries(responses);
}

function problem(path: string, codes: readonly ErrorCode[]) {
  const examples = codes.map((code) => {
    const { title, cause } = HTTP_ERRORS[code];
    return [code, { summary: title, value: toProblem(new SlcError(code, cause), path) }];
  });
  return {
    description: codes.map((code) => `${HTTP_ERRORS[code].title} (\`${code}\`)`).join('; '),
    ...(codes.some(passesByItself) && { headers: { 'Retry-After': RETRY_AFTER } }),
    content: {
      'application/problem+json': {
        schema: schemaRef(problemSchema),
        examples: Object.fromEntries(examples),
      },
    },
  };
}

const RETRY_AFTER = {
  description: 'How many seconds to wait before the next try.',
  schema: { type: 'integer', minimum: 1, maximum: LONGEST_RETRY_AFTER_SECONDS },
};
