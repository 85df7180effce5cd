import { type ImageFormat, SlcError } from '@slc/domain';
import { hasBytes } from './magic.js';
import { describeOtherFile } from './other-files.js';

/**
 * Tells an image's format from its first bytes. The file's name and the sender's word count for nothing.
 *
 * @throws SlcError `unsupported_media_type`, naming what the file looks like
 */
export function readImageFormat(bytes: Uint8Array): ImageFormat {
  if (hasBytes(bytes, 0, '\xff\xd8\xff')) return 'jpeg';
  if (hasBytes(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (hasBytes(bytes, 0, 'RIFF') && hasBytes(bytes, 8, 'WEBP')) return 'webp';
  if (TIFF_MAGIC.some((magic) => hasBytes(bytes, 0, magic))) return 'tiff';
  throw new SlcError(
    'unsupported_media_type',
    `image: expected a JPEG, PNG, WebP or TIFF file, got ${describeOtherFile(bytes)}`,
  );
}

// Little and big endian; 42 is TIFF 6.0, 43 is BigTIFF.
const TIFF_MAGIC = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];
