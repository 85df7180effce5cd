import type { ModelManifest } from '@slc/domain';
import { MOST_SIDE_PIXELS, SlcError } from '@slc/domain/light';

/**
 * Reads the size of a network's pictures: `224` for a square, or height and width such as `192x256`.
 *
 * @throws SlcError `invalid_request`
 */
export function readPictureSize(text: string): ModelManifest['input'] {
  const [, ...given] = /^(\d+)(?:x(\d+))?$/i.exec(text.trim()) ?? [];
  const [height = Number.NaN, width = height] = given.filter((side) => side !== undefined).map(Number);
  if ([height, width].every((side) => side >= 1 && side <= MOST_SIDE_PIXELS)) return { height, width };
  const expected = `expected pixels from 1 to ${MOST_SIDE_PIXELS}, such as 224, or height x width, such as 192x256`;
  throw new SlcError('invalid_request', `size: ${expected}, got ${text}`);
}
