import { hasBytes } from './magic.js';
import type { Size } from './pixels.js';
import { viewOf } from './view-of.js';

export interface PngHeader extends Size {
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colourType: number;
}

/**
 * Reads a PNG's IHDR chunk, which the specification puts first: 13 bytes from offset 16, big endian.
 *
 * @returns undefined when it is not there
 */
export function readPngHeader(bytes: Uint8Array): PngHeader | undefined {
  if (bytes.length < 33 || !hasBytes(bytes, 12, 'IHDR')) return undefined;
  const view = viewOf(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20), colourType: view.getUint8(25) };
}
