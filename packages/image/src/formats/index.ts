import { IMAGE_FORMAT_IDS, type ImageFormat, listImageFormats } from '@slc/domain';
import { imageError } from '../image-error.js';
import { bmp } from './bmp.js';
import type { FormatReader } from './format-reader.js';
import { jpeg } from './jpeg.js';
import { png } from './png.js';
import { tiff } from './tiff.js';
import { describeUnsupportedFile } from './unsupported-files.js';
import { webp } from './webp.js';

/** How each format of the domain's table is read. */
export const FORMATS: Readonly<Record<ImageFormat, FormatReader>> = { jpeg, png, webp, tiff, bmp };

/**
 * Recognises an image's format by its first bytes. The file's name and the media type of the request do not count.
 *
 * @throws SlcError `unsupported_media_type`, whose message names what the file looks like
 */
export function detectFormat(bytes: Uint8Array): ImageFormat {
  const format = IMAGE_FORMAT_IDS.find((id) => FORMATS[id].matches(bytes));
  if (format !== undefined) return format;
  const got = describeUnsupportedFile(bytes);
  throw imageError('unsupported_media_type', `a ${listImageFormats()} file`, got);
}
