import { IMAGE_MEDIA_TYPES, manifestSchema } from '@slc/domain';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createOpenApi } from './openapi.js';

const document = createOpenApi(1024)('');

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
    'rate_limited',
    'overloaded',
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
  const { $schema: _, ...manifest } = z.toJSONSchema(manifestSchema, { io: 'input' });
  expect(document.components.schemas.ModelManifest).toEqual(manifest);
  expect(document.components.schemas.ModelInfo).toMatchObject({
    properties: { manifest: { anyOf: [{ $ref: '#/components/schemas/ModelManifest' }, { type: 'null' }] } },
  });
});

it('takes every media type of the supported image formats', () => {
  const { content } = document.paths['/api/v1/classify'].post.requestBody;
  expect(Object.keys(content)).toEqual(expect.arrayContaining([...IMAGE_MEDIA_TYPES]));
});
