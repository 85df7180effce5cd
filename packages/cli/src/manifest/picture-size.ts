import { type ModelManifest, manifestSchema, SlcError } from '@slc/domain';

/**
 * Reads the size of a network's pictures: `224` for a square, or height and width such as `192x256`.
 *
 * @throws SlcError `invalid_request`
 */
export function readPictureSize(text: string): ModelManifest['input'] {
  const [, height, width = height] = /^(\d+)(?:x(\d+))?$/i.exec(text.trim()) ?? [];
  const { data } = manifestSchema.shape.input.safeParse({ height: Number(height), width: Number(width) });
  if (data) return data;
  const expected = 'expected pixels from 1 to 4096, such as 224, or height x width, such as 192x256';
  throw new SlcError('invalid_request', `size: ${expected}, got ${text}`);
}
