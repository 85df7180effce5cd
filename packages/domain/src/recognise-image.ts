import { SlcError } from './errors.js';
import { hasBytes } from './file-bytes.js';
import { IMAGE_FORMAT_IDS, type ImageFormat, listImageFormats } from './image-formats.js';
import { describeUnsupportedFile } from './unsupported-files.js';

/** How much of a file's beginning is read to recognise it, or to name what it is instead. */
export const IMAGE_HEAD_BYTES = 1024;

/** Whether a file's first bytes are those of the format. */
const BEGINNINGS: Readonly<Record<ImageFormat, (head: Uint8Array) => boolean>> = {
  jpeg: (head) => hasBytes(head, 0, '\xff\xd8\xff'),
  png: (head) => hasBytes(head, 0, '\x89PNG\r\n\x1a\n'),
  webp: (head) => hasBytes(head, 0, 'RIFF') && hasBytes(head, 8, 'WEBP'),
  tiff: (head) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((magic) => hasBytes(head, 0, magic)),
  // Text may begin with BM as well, but not go on with the size of a header.
  bmp: (head) =>
    hasBytes(head, 0, 'BM') &&
    BMP_HEADER_SIZES.some((size) => hasBytes(head, 14, String.fromCharCode(size, 0, 0, 0))),
  dicom: (head) => hasBytes(head, 128, 'DICM'),
};

/** Of the header after the file's own, which begins with its size. The oldest is OS/2's, the others differ in what they add. */
const BMP_HEADER_SIZES = [12, 40, 52, 56, 64, 108, 124];

/**
 * Recognises an image's format by its first bytes. The file's name and its media type do not count.
 *
 * @param head the first `IMAGE_HEAD_BYTES` of the file, or more
 * @throws SlcError `unsupported_media_type`, whose message names what the file looks like
 */
export function recogniseImage(head: Uint8Array): ImageFormat {
  // The first 128 bytes of a DICOM file may be those of any other format.
  if (BEGINNINGS.dicom(head)) return 'dicom';
  const format = IMAGE_FORMAT_IDS.find((id) => BEGINNINGS[id](head));
  if (format !== undefined) return format;
  const got = describeUnsupportedFile(head);
  throw new SlcError('unsupported_media_type', `image: expected a ${listImageFormats()} file, got ${got}`);
}
