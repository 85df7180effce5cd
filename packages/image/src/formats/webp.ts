import { hasBytes } from '@slc/domain';
import type { Size } from '../pixels.js';
import { editFile } from './edit-file.js';
import { dataView } from './file-bytes.js';
import type { LibvipsReader } from './format-reader.js';

/** WebP: RFC 9649. */
export const webp: LibvipsReader = {
  libvipsLoader: 'VipsForeignLoadWebpBuffer',
  readSize,
  trim,
};

/** The first chunk holds the size of the canvas. */
function readSize(bytes: Uint8Array): Size | undefined {
  // No picture fits into less.
  if (bytes.length < 30) return undefined;
  const view = dataView(bytes);
  switch (view.getUint32(RIFF_HEADER_BYTES)) {
    case VP8X: // reserved (4), width - 1 (3), height - 1 (3)
      return {
        width: 1 + (view.getUint32(24, true) & 0xff_ff_ff),
        height: 1 + (view.getUint32(26, true) >>> 8),
      };
    case VP8: // frame tag (3), start code (3), 14 bits of width, 14 of height
      return { width: view.getUint16(26, true) & 0x3f_ff, height: view.getUint16(28, true) & 0x3f_ff };
    case VP8L: {
      // signature (1), 14 bits of width - 1, 14 of height - 1
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3f_ff), height: 1 + ((bits >>> 14) & 0x3f_ff) };
    }
    default:
      return undefined;
  }
}

/**
 * Drops metadata and all frames but the first: libwebp takes a minute to read the headers of a hundred thousand frames,
 * which fit into 5 MB. When the file was cut short, the copy lacks as many bytes.
 */
function trim(bytes: Uint8Array): Uint8Array {
  // Only the extended format can hold them.
  if (!hasBytes(bytes, RIFF_HEADER_BYTES, 'VP8X')) return bytes;
  const view = dataView(bytes);
  const editor = editFile(bytes);
  // Bytes behind the RIFF container are no part of the picture, and libwebp does not read them.
  const riffEnd = Math.min(8 + view.getUint32(4, true), bytes.length);
  let dropped = 0;
  let frames = 0;
  for (let start = RIFF_HEADER_BYTES; start + 8 <= riffEnd; ) {
    const name = view.getUint32(start);
    const payload = view.getUint32(start + 4, true);
    const end = start + 8 + payload + (payload % 2);
    if (!NEEDED_CHUNKS.has(name) || (name === ANMF && frames++ > 0)) {
      editor.drop(start, Math.min(end, riffEnd));
      dropped += Math.min(end, riffEnd) - start;
    }
    start = end;
  }
  const file = editor.finish();
  if (file !== bytes) dataView(file).setUint32(4, Math.max(view.getUint32(4, true) - dropped, 0), true);
  return file;
}

/** `RIFF`, how many bytes follow (4), `WEBP`. */
const RIFF_HEADER_BYTES = 12;

const VP8 = 0x56_50_38_20;
const VP8L = 0x56_50_38_4c;
const VP8X = 0x56_50_38_58;
const ALPH = 0x41_4c_50_48;
const ANIM = 0x41_4e_49_4d;
const ANMF = 0x41_4e_4d_46;
const NEEDED_CHUNKS = new Set([VP8, VP8L, VP8X, ALPH, ANIM, ANMF]);
