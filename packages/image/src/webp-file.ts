import { hasBytes } from './magic.js';
import type { Size } from './pixels.js';
import { trimFile } from './trim-file.js';
import { viewOf } from './view-of.js';

/**
 * Reads the size of a WebP's canvas from its first chunk.
 *
 * @returns undefined when it is not there
 */
export function readWebpSize(bytes: Uint8Array): Size | undefined {
  // No picture fits into less.
  if (bytes.length < 30) return undefined;
  const view = viewOf(bytes);
  switch (view.getUint32(12)) {
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
 * A WebP without metadata and without what follows its first frame: for a hundred thousand frames, which fit into 5 MB,
 * libwebp needs a minute to read the headers. A file that was cut short stays as many bytes short.
 *
 * @returns the file itself when it has none of these
 */
export function withoutWebpExtras(bytes: Uint8Array): Uint8Array {
  // Only the extended format has room for them.
  if (!hasBytes(bytes, 12, 'VP8X')) return bytes;
  const view = viewOf(bytes);
  const trimmer = trimFile(bytes);
  // What stands behind it is no part of the picture, and libwebp does not look at it.
  const riffEnd = Math.min(8 + view.getUint32(4, true), bytes.length);
  let dropped = 0;
  let frames = 0;
  for (let start = RIFF_HEADER_BYTES; start + 8 <= riffEnd; ) {
    const name = view.getUint32(start);
    const payload = view.getUint32(start + 4, true);
    const end = start + 8 + payload + (payload % 2);
    if (!NEEDED.has(name) || (name === ANMF && frames++ > 0)) {
      trimmer.drop(start, Math.min(end, riffEnd));
      dropped += Math.min(end, riffEnd) - start;
    }
    start = end;
  }
  const file = trimmer.finish();
  if (file !== bytes) viewOf(file).setUint32(4, Math.max(view.getUint32(4, true) - dropped, 0), true);
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
const NEEDED = new Set([VP8, VP8L, VP8X, ALPH, ANIM, ANMF]);
