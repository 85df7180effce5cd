import { trimFile } from './trim-file.js';
import { viewOf } from './view-of.js';

/**
 * A PNG without its ancillary chunks but tRNS: text, profiles and further frames. No pixel depends on them here, and libpng
 * would unpack them all: a compressed text of 7 kB becomes 8 MB, of which a file may hold a thousand.
 *
 * @returns the file itself when it has none
 */
export function withoutPngExtras(bytes: Uint8Array): Uint8Array {
  const trimmer = trimFile(bytes);
  const view = viewOf(bytes);
  for (let start = SIGNATURE_BYTES; start + 8 <= bytes.length; ) {
    const name = view.getUint32(start + 4);
    // Length, name, data, CRC.
    const end = start + 12 + view.getUint32(start);
    if (isAncillary(name) && name !== TRNS) trimmer.drop(start, end);
    if (name === IEND) break;
    start = end;
  }
  return trimmer.finish();
}

/** The first letter of the name is small. */
function isAncillary(name: number): boolean {
  return ((name >>> 24) & 0x20) !== 0;
}

const SIGNATURE_BYTES = 8;
const TRNS = 0x74_52_4e_53;
const IEND = 0x49_45_4e_44;
