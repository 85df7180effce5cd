import { readPhotograph } from '@slc/dicom';
import { encapsulated } from '../../dicom/tests/encode-dicom.js';

/** The tag and length of pixel data in fragments, in explicit little endian. */
const PIXEL_DATA = Buffer.from('e07f10004f420000ffffffff', 'hex');

/** @returns a DICOM file with its compressed stream cut short at places that lie equally far apart; each file is whole */
export async function filesCutAt(places: number, file: Buffer) {
  const { parts } = await readPhotograph(file, { maxBytes: file.length });
  const stream = Buffer.concat(parts);
  const start = file.indexOf(PIXEL_DATA);
  if (start < 0) throw new Error('expected pixel data in fragments');
  const head = file.subarray(0, start + PIXEL_DATA.length);
  return Array.from({ length: places }, (_, i) => {
    const length = Math.floor(((i + 0.5) * stream.length) / places);
    return { length, file: Buffer.concat([head, encapsulated(stream.subarray(0, length))]) };
  });
}
