import { imageError } from '../image-error.js';
import { inSlices, SLICE_PIXELS } from '../pillow/in-slices.js';
import type { Pixels } from '../pixels.js';
import { type BmpHeader, readBmpHeader } from './bmp-header.js';
import type { DecodeContext, OwnReader } from './format-reader.js';

/**
 * BMP without compression, as Pillow 13 reads it: its `BMP` plugin and Unpack.c. libvips, as sharp builds it, has no loader.
 * Rows are as many bytes as the header says, so no file holds more pixels than it has bytes for.
 */
export const bmp = {
  readSize: readBmpHeader,
  decode,
  describeFault: () => 'one that is cut short',
} satisfies OwnReader;

async function decode(bytes: Uint8Array, { signal }: Pick<DecodeContext, 'signal'>): Promise<Pixels> {
  const header = readBmpHeader(bytes);
  if (header === undefined) throw cutShort();
  const { width, height, bits, isTopDown, rowsAt } = header;
  const unpackRow = chooseUnpacking(bytes, header);
  // Rows are padded to four bytes; the last may lack that.
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (rowsAt + rowBytes * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length) throw cutShort();

  const data = new Uint8Array(width * height * 3);
  const size = Math.max(1, Math.floor(SLICE_PIXELS / width));
  await inSlices(height, { size, signal }, (start, end) => {
    for (let y = start; y < end; y++) {
      const row = isTopDown ? y : height - 1 - y;
      unpackRow(rowsAt + row * rowBytes, data.subarray(y * width * 3, (y + 1) * width * 3));
    }
  });
  return { width, height, data };
}

/** @param rgb (width, 3), of one row whose bytes begin at `from` in the file */
type UnpackRow = (from: number, rgb: Uint8Array) => void;

function chooseUnpacking(bytes: Uint8Array, header: BmpHeader): UnpackRow {
  const { bits, masks } = header;
  if (masks !== undefined) {
    const order = `${bits}: ${masks.slice(0, bits === 32 ? 4 : 3).map((mask) => mask.toString(16))}`;
    const unpacking = BY_MASKS[order];
    if (unpacking !== undefined) return unpacking(bytes);
    throw imageError(
      'invalid_image',
      'one of the usual orders of the colours in a BMP file',
      `bits ${order}`,
    );
  }
  if (bits === 1 || bits === 4 || bits === 8) return unpackIndices(bytes, bits, readColours(bytes, header));
  const unpacking = BY_BITS[bits];
  if (unpacking !== undefined) return unpacking(bytes);
  throw imageError('invalid_image', 'a BMP file of 1, 4, 8, 16, 24 or 32 bits a pixel', `one of ${bits}`);
}

type Unpacking = (bytes: Uint8Array) => UnpackRow;

const BGR: Unpacking = (bytes) => unpackBytes(bytes, 3, [2, 1, 0]);
const BGRX: Unpacking = (bytes) => unpackBytes(bytes, 4, [2, 1, 0]);
const XBGR: Unpacking = (bytes) => unpackBytes(bytes, 4, [3, 2, 1]);
const BGXR: Unpacking = (bytes) => unpackBytes(bytes, 4, [3, 1, 0]);
const RGBX: Unpacking = (bytes) => unpackBytes(bytes, 4, [0, 1, 2]);
const RGB_555: Unpacking = (bytes) => unpackWords(bytes, 5);
const RGB_565: Unpacking = (bytes) => unpackWords(bytes, 6);

const BY_BITS: Readonly<Record<number, Unpacking>> = { 16: RGB_555, 24: BGR, 32: BGRX };

/** By the bits of a pixel, and which of them are red, green, blue and alpha, in hexadecimal. Alpha is dropped. */
const BY_MASKS: Readonly<Record<string, Unpacking>> = {
  '32: ff0000,ff00,ff,0': BGRX,
  '32: ff0000,ff00,ff,ff000000': BGRX,
  '32: 0,0,0,0': BGRX,
  '32: ff000000,ff0000,ff00,0': XBGR,
  '32: ff000000,ff0000,ff00,ff': XBGR,
  '32: ff000000,ff00,ff,0': BGXR,
  '32: ff000000,ff00,ff,ff0000': BGXR,
  '32: ff,ff00,ff0000,ff000000': RGBX,
  '24: ff0000,ff00,ff': BGR,
  '16: f800,7e0,1f': RGB_565,
  '16: 7c00,3e0,1f': RGB_555,
};

function unpackBytes(
  bytes: Uint8Array,
  step: number,
  [red, green, blue]: readonly [number, number, number],
): UnpackRow {
  return (from, rgb) => {
    for (let to = 0; to < rgb.length; to += 3, from += step) {
      rgb[to] = at(bytes, from + red);
      rgb[to + 1] = at(bytes, from + green);
      rgb[to + 2] = at(bytes, from + blue);
    }
  };
}

/** Pixels of 2 bytes, from the lowest bit: 5 of blue, 5 or 6 of green, 5 of red. Pillow rounds down. */
function unpackWords(bytes: Uint8Array, greenBits: 5 | 6): UnpackRow {
  const mostGreen = 2 ** greenBits - 1;
  return (from, rgb) => {
    for (let to = 0; to < rgb.length; to += 3, from += 2) {
      const pixel = at(bytes, from) | (at(bytes, from + 1) << 8);
      rgb[to] = Math.trunc((((pixel >> (5 + greenBits)) & 31) * 255) / 31);
      rgb[to + 1] = Math.trunc((((pixel >> 5) & mostGreen) * 255) / mostGreen);
      rgb[to + 2] = Math.trunc(((pixel & 31) * 255) / 31);
    }
  };
}

/** @param colours (256, 3), RGB */
function unpackIndices(bytes: Uint8Array, bits: 1 | 4 | 8, colours: Uint8Array): UnpackRow {
  const mask = 2 ** bits - 1;
  return (from, rgb) => {
    // The first pixel of a byte has the highest bits.
    let shift = 8;
    for (let to = 0; to < rgb.length; to += 3) {
      shift -= bits;
      const colour = 3 * ((at(bytes, from) >> shift) & mask);
      rgb[to] = at(colours, colour);
      rgb[to + 1] = at(colours, colour + 1);
      rgb[to + 2] = at(colours, colour + 2);
      if (shift > 0) continue;
      shift = 8;
      from++;
    }
  };
}

/**
 * Reads the palette. Indices that it lacks are black; but where it holds just the greys from 0, each index is its grey.
 *
 * @returns (256, 3), RGB
 */
function readColours(bytes: Uint8Array, { bits, palette }: BmpHeader): Uint8Array {
  const { at: paletteAt, colours, colourBytes } = palette;
  if (colours > 256) {
    throw imageError('invalid_image', 'a palette of at most 256 colours in a BMP file', colours);
  }
  const rgb = new Uint8Array(256 * 3);
  for (let i = 0; i < colours; i++) {
    const from = paletteAt + i * colourBytes;
    if (from + colourBytes > bytes.length) break;
    rgb.set([at(bytes, from + 2), at(bytes, from + 1), at(bytes, from)], i * 3);
  }
  const mostGrey = colours <= 2 ? 1 : 255;
  const greys = Uint8Array.from(rgb, (_, i) => Math.min(Math.floor(i / 3), mostGrey) * (255 / mostGrey));
  if (Buffer.compare(rgb.subarray(0, colours * 3), greys.subarray(0, colours * 3)) !== 0) return rgb;
  // Pillow takes greys for pixels of 1 bit when there are two, and of 8 when there are more.
  if (bits === (colours <= 2 ? 1 : 8)) return greys;
  const got = `${bits} bit${bits === 1 ? '' : 's'} with a palette of ${colours} (save it as PNG)`;
  throw imageError('invalid_image', 'a BMP file whose palette of greys suits its bits a pixel', got);
}

function cutShort() {
  return imageError('invalid_image', 'a whole BMP file', 'one that is cut short');
}

/** The indices above stay within the rows and the palette; 0 only satisfies the type. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
