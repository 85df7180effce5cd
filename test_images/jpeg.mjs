// @ts-check
import { createHash } from 'node:crypto';

/** Whether the bytes begin and end as a JPEG file does, which a cut download does not. @param {Uint8Array} bytes */
export function isWholeJpeg(bytes) {
  return (
    Buffer.compare(bytes.subarray(0, 3), JPEG_START) === 0 &&
    Buffer.compare(bytes.subarray(-2), JPEG_END) === 0
  );
}

/**
 * Digest of a JPEG without its application and comment segments: the same for two files that hold the same
 * compressed picture under different metadata.
 *
 * @param {Uint8Array} bytes
 * @returns {string | undefined} sha256 in hex; undefined when the segments cannot be followed to the picture
 */
export function pictureSha256(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const digest = createHash('sha256').update(bytes.subarray(0, 2));
  let offset = 2;
  while (offset + 4 <= bytes.length && view.getUint8(offset) === 0xff) {
    const marker = view.getUint8(offset + 1);
    if (marker === START_OF_SCAN) return digest.update(bytes.subarray(offset)).digest('hex');
    const end = offset + 2 + view.getUint16(offset + 2);
    if (!isMetadata(marker)) digest.update(bytes.subarray(offset, end));
    offset = end;
  }
  return undefined;
}

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);
const START_OF_SCAN = 0xda;

/** APP0 to APP15, and comments. @param {number} marker */
function isMetadata(marker) {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}
