import { imageError } from '../image-error.js';
import type { Size } from '../pixels.js';
import { dataView } from './file-bytes.js';

/** What the headers of a BMP file say, in the way in which Pillow 13 reads them (BmpImagePlugin.py). */
export interface BmpHeader extends Size {
  readonly isTopDown: boolean;
  /** Of a pixel. */
  readonly bits: number;
  /** Red, green, blue and alpha; undefined when the file names none. */
  readonly masks: readonly number[] | undefined;
  readonly palette: Palette;
  /** Offset of the first row in the file. */
  readonly rowsAt: number;
}

/** Files of more than 8 bits a pixel do not use it. */
export interface Palette {
  readonly at: number;
  readonly colours: number;
  /** Blue, green and red, and in all but the oldest header a byte of padding. */
  readonly colourBytes: 3 | 4;
}

/** What is in the file before the second header: `BM`, file size (4), reserved (4), offset of the rows (4). */
const FILE_HEADER_BYTES = 14;

/**
 * @returns undefined when the file ends before its header does
 * @throws SlcError `invalid_image` when the rows are compressed or the width is negative
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader | undefined {
  if (bytes.length < FILE_HEADER_BYTES + 4) return undefined;
  const view = dataView(bytes);
  const size = view.getUint32(FILE_HEADER_BYTES, true);
  const end = FILE_HEADER_BYTES + size;
  if (bytes.length < end) return undefined;
  const geometry = size === 12 ? readOldest(view) : readUsual(view);
  const { bits, compression } = geometry;
  if (compression !== RAW && compression !== BIT_FIELDS) throw compressed(compression);
  // The shorter headers are followed by the masks.
  if (compression === BIT_FIELDS && bytes.length < MASKS_AT + 12) return undefined;
  const palette: Palette = {
    at: end,
    colours: geometry.colours || 2 ** bits,
    colourBytes: size === 12 ? 3 : 4,
  };
  return {
    ...geometry,
    masks: compression === BIT_FIELDS ? readMasks(view, size) : undefined,
    palette,
    rowsAt: findRows(view, end, { bits, palette, hasMasksBehind: compression === BIT_FIELDS && size === 40 }),
  };
}

interface Geometry extends Size {
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly colours: number;
}

/** Size (4), width (2), height (2), planes (2), bits (2). */
function readOldest(view: DataView): Geometry {
  return {
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    isTopDown: false,
    bits: view.getUint16(24, true),
    compression: RAW,
    colours: 0,
  };
}

/**
 * Size (4), width (4), height (4), planes (2), bits (2), compression (4), size of the rows (4), resolution (8),
 * colours (4), important ones (4). Only heights above -2^24 are read as negative; the others are too large.
 */
function readUsual(view: DataView): Geometry {
  const width = view.getInt32(18, true);
  if (width < 0) throw imageError('invalid_image', 'a BMP file with a positive width', width);
  const height = view.getUint32(22, true);
  const isTopDown = height >= 0xff_00_00_00;
  return {
    width,
    height: isTopDown ? 2 ** 32 - height : height,
    isTopDown,
    bits: view.getUint16(28, true),
    compression: view.getUint32(30, true),
    colours: view.getUint32(46, true),
  };
}

const RAW = 0;
const BIT_FIELDS = 3;
const RUN_LENGTHS: readonly number[] = [1, 2];

function compressed(compression: number) {
  const how = RUN_LENGTHS.includes(compression) ? 'run-length encoding' : `compression ${compression}`;
  return imageError('invalid_image', 'a BMP file without compression', `one with ${how} (save it as PNG)`);
}

/** In the longer headers at the end of what they share with the shorter ones, and behind these. */
const MASKS_AT = FILE_HEADER_BYTES + 40;

function readMasks(view: DataView, headerSize: number): readonly number[] {
  const count = headerSize >= 56 ? 4 : 3;
  const masks = Array.from({ length: count }, (_, i) => view.getUint32(MASKS_AT + 4 * i, true));
  return count === 4 ? masks : [...masks, 0];
}

interface Parts {
  readonly bits: number;
  readonly palette: Palette;
  readonly hasMasksBehind: boolean;
}

/** Some files name the end of the header, or nothing, although a palette or masks come before the rows. */
function findRows(view: DataView, headerEnd: number, { bits, palette, hasMasksBehind }: Parts): number {
  const named = view.getUint32(10, true);
  const hasPalette = bits <= 8;
  const paletteBytes = hasPalette ? palette.colours * palette.colourBytes : 0;
  if (named === 0) return headerEnd + paletteBytes + (hasMasksBehind ? 12 : 0);
  return named === headerEnd ? named + paletteBytes : named;
}
