import { BUNDLE_TYPES, operationOutcome } from '@slc/interop';
import { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';
import { schemaRef } from './json-schemas.js';
import { readSampleBundle } from './sample-answer.js';
import { namedSchemas } from './schemas.js';

/**
 * The FHIR answers in the OpenAPI document. They stand among its components, and not beside the JSON of each operation. With a second
 * media type in a response, whatever its schema, openapi-fetch gives a union of all as `data`, and programs that were written as
 * `createClient<paths>` no longer compile; they would have to name the media types as its second type parameter.
 */
export function fhirResponses() {
  const { title, cause } = HTTP_ERRORS.invalid_image;
  const error = operationOutcome({ code: 'invalid_image', title, detail: cause });
  return {
    fhir_bundle: response('The answer as a bundle', fhirBundleSchema, readSampleBundle()),
    fhir_error: response('An error as an OperationOutcome', operationOutcomeSchema, error),
  };
}

function response(description: string, schema: z.ZodType, example: unknown) {
  const media = { schema: schemaRef(schema), examples: { sample: { value: schema.parse(example) } } };
  // Without its version: a parameter is no part of a media type's name in OpenAPI.
  return { description, content: { 'application/fhir+json': media } };
}

/** A reader of the document is told what they begin with; FHIR's own definitions say the rest, and `@slc/interop` is held against these. */

const resource = z
  .looseObject({ resourceType: z.string().describe('Such as `Observation`.') })
  .describe('One resource, as https://hl7.org/fhir/R4 describes it.');

const fhirBundleSchema = z
  .looseObject({
    resourceType: z.literal('Bundle').describe('What it is.'),
    type: z.enum(BUNDLE_TYPES).describe('`transaction` where `bundle=transaction` was asked for.'),
    timestamp: z.string().describe('When the answer was made.'),
    entry: z
      .array(
        z.looseObject({
          fullUrl: z.string().describe('By which the others refer to it.'),
          resource,
        }),
      )
      .describe(
        'The model, the image by its digest, the model’s card, the answer, the report, and how it was made.',
      ),
  })
  .describe('The answer to one image, as FHIR R4 has it.')
  .register(namedSchemas, { id: 'FhirBundle' });

const operationOutcomeSchema = z
  .looseObject({
    resourceType: z.literal('OperationOutcome').describe('What it is.'),
    issue: z
      .array(
        z.looseObject({
          severity: z.literal('error').describe('How bad it is.'),
          code: z.string().describe('The kind of error, by FHIR’s own list.'),
          details: z
            .looseObject({
              coding: z
                .array(z.looseObject({ code: z.string().describe('The `code` of a Problem.') }))
                .describe('One code.'),
              text: z.string().describe('The error in general, for a person.'),
            })
            .describe('The error, for programs.'),
          diagnostics: z.string().describe('What was expected, what came and where, for a person.'),
        }),
      )
      .describe('One error.'),
  })
  .describe('An error, as FHIR R4 has it.')
  .register(namedSchemas, { id: 'OperationOutcome' });
