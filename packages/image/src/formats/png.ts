import { hasBytes } from '@slc/domain';
import type { Size } from '../pixels.js';
import { editFile } from './edit-file.js';
import { dataView } from './file-bytes.js';
import type { AdaptedFile, Conversion, LibvipsReader } from './format-reader.js';

/** PNG and the first frame of APNG: W3C Portable Network Graphics. */
export const png: LibvipsReader = {
  libvipsLoader: 'VipsForeignLoadPngBuffer',
  readSize,
  trim,
  adapt,
};

const SIGNATURE = '\x89PNG\r\n\x1a\n';

function readSize(bytes: Uint8Array): Size | undefined {
  if (!hasHeader(bytes)) return undefined;
  const view = dataView(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The specification puts the IHDR chunk first: 13 bytes from offset 16, big endian. */
function hasHeader(bytes: Uint8Array): boolean {
  return bytes.length >= 33 && hasBytes(bytes, 12, 'IHDR');
}

/**
 * Drops all ancillary chunks but tRNS: text, profiles and further frames. libpng would decompress them all: a text of 7 kB
 * becomes 8 MB, and a file can hold a thousand of them.
 */
function trim(bytes: Uint8Array): Uint8Array {
  const editor = editFile(bytes);
  const view = dataView(bytes);
  for (let start = SIGNATURE.length; start + 8 <= bytes.length; ) {
    const name = view.getUint32(start + 4);
    // Length, name, data, CRC.
    const end = start + 12 + view.getUint32(start);
    if (isAncillary(name) && name !== TRNS) editor.drop(start, end);
    if (name === IEND) break;
    start = end;
  }
  return editor.finish();
}

/** The first letter of the name is lower case. */
function isAncillary(name: number): boolean {
  return ((name >>> 24) & 0x20) !== 0;
}

const TRNS = 0x74_52_4e_53;
const IEND = 0x49_45_4e_44;

/** Pillow reads 16-bit grey with alpha by its high byte, and clips all other 16-bit grey. */
function adapt(bytes: Uint8Array, conversion: Conversion): AdaptedFile | undefined {
  const isGreyAndAlpha = hasHeader(bytes) && bytes[COLOUR_TYPE_OFFSET] === 4;
  return conversion === 'clip-grey-16' && isGreyAndAlpha ? { bytes, conversion: 'libvips' } : undefined;
}

/** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
const COLOUR_TYPE_OFFSET = 25;
