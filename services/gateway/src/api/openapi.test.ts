import { Validator } from '@seriousme/openapi-schema-validator';
import { IMAGE_MEDIA_TYPES, manifestSchema, SlcError } from '@slc/domain';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createOpenApi } from './openapi.js';
import { type Media, operationsIn } from './openapi-operations.js';
import { toProblem } from './schemas.js';

const document = createOpenApi(1024)('http://localhost:8000');

it('is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

it('has an example for every answer, and each is what its schema says', () => {
  // OpenAPI's own keywords, such as `openapi`, are beside the schemas that are compiled.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'document');
  let checked = 0;
  for (const { media, at } of answersOf(document)) {
    expect(Object.keys(media.examples), at).not.toEqual([]);
    const validate = ajv.getSchema(`document${media.schema.$ref}`);
    for (const { value } of Object.values(media.examples)) {
      expect([at, validate?.(value), validate?.errors]).toEqual([at, true, null]);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(15);
});

it('gives every operation a name, a tag that is described, and a summary', () => {
  const operations = operationsIn(document);
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(operations.length);
  for (const { tags, summary } of operations) {
    expect(summary).not.toBe('');
    for (const tag of tags) expect(document.tags.map(({ name }) => name)).toContain(tag);
  }
});

it('has nothing that generators of clients stumble over: boolean schemas, and the range of a double as a bound', () => {
  const text = JSON.stringify(document);
  expect(text).not.toContain('9007199254740991');
  expect(text).not.toContain('"items":false');
  expect(text).not.toContain('image/*');
});

it('bounds every whole number of the answers', () => {
  const { ModelManifest: _, ...answers } = document.components.schemas;
  const headers = Object.values(document.paths['/api/v1/classify'].post.responses);
  const integers = [...JSON.stringify([answers, headers]).matchAll(/\{[^{}]*"type":"integer"[^{}]*\}/g)];
  expect(integers.length).toBeGreaterThan(8);
  for (const [integer] of integers) expect(integer).toMatch(/"minimum":\d.*"maximum":\d/);
});

it('names no code that a caller cannot get', () => {
  expect(JSON.stringify(document)).not.toMatch(/unsupported_model|cancelled/);
  expect(Object.keys(document.components.responses)).toEqual([
    'not_found',
    'method_not_allowed',
    'fhir_bundle',
    'fhir_error',
    'dicom_report',
  ]);
});

it('hides an error that is not for callers', () => {
  const { status, code, detail } = toProblem(new SlcError('unsupported_model', 'weights: damaged'), '/api');
  expect([status, code]).toEqual([500, 'internal']);
  expect(detail).not.toContain('weights');
});

/** Each JSON content of each response, with the place where it stands. */
function* answersOf(described: typeof document): Generator<{ readonly media: Media; readonly at: string }> {
  const { dicom_report: _, ...json } = described.components.responses;
  const elsewhere = { address: 'components', responses: json };
  for (const { address, responses } of [...operationsIn(described), elsewhere]) {
    for (const [status, { content }] of Object.entries(responses)) {
      for (const [type, media] of Object.entries(content))
        yield { media, at: `${address} ${status} ${type}` };
    }
  }
}

it('names every code that an image can be refused with', () => {
  const described = Object.values(document.paths['/api/v1/classify'].post.responses)
    .map(({ description }) => description)
    .join(' ');
  const codes = [
    'invalid_request',
    'invalid_image',
    'image_too_large',
    'too_many_pixels',
    'unsupported_media_type',
    'not_acceptable',
    'rate_limited',
    'overloaded',
    'invalid_model',
    'model_not_ready',
    'deadline_exceeded',
  ];
  for (const code of codes) expect(described).toContain(`\`${code}\``);
});

it('refers only to schemas that it holds, and holds no other', () => {
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(new Set(references)).toEqual(new Set(Object.keys(document.components.schemas)));
});

it('describes the manifest by the domain’s own schema', () => {
  const { properties, required } = z.toJSONSchema(manifestSchema, { io: 'input' });
  const described = document.components.schemas.ModelManifest;
  expect(described).toMatchObject({ required });
  expect(Object.keys(described?.properties ?? {})).toEqual(Object.keys(properties ?? {}));
  expect(document.components.schemas.ModelInfo).toMatchObject({
    properties: { manifest: { anyOf: [{ $ref: '#/components/schemas/ModelManifest' }, { type: 'null' }] } },
  });
});

it('takes every media type of the supported image formats', () => {
  const { content } = document.paths['/api/v1/classify'].post.requestBody;
  expect(Object.keys(content)).toEqual(expect.arrayContaining([...IMAGE_MEDIA_TYPES]));
});
