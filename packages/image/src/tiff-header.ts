import type { Size } from './pixels.js';
import { findFirstDirectory, isLittleEndian } from './tiff-directory.js';
import { viewOf } from './view-of.js';

/** What a TIFF's first directory says, as far as it is needed here; undefined where a tag is absent. */
export interface TiffHeader {
  readonly size: Size | undefined;
  readonly samplesPerPixel: number | undefined;
  /** 0: the lowest value is white. */
  readonly photometric: TiffField | undefined;
  /** Of the first sample beyond the colours. 1: alpha by which the colours were multiplied; 2: alpha by itself. */
  readonly extraSample: TiffField | undefined;
}

/** A tag's first value, where in the file it stands, and in how many bytes. */
export interface TiffField {
  readonly value: number;
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
}

/**
 * Reads tags of the first directory, of TIFF 6.0 and BigTIFF. Lenient: what makes no sense is left out, and
 * libvips will say what is wrong with the file.
 */
export function readTiffHeader(bytes: Uint8Array): TiffHeader {
  const fields = readFields(bytes);
  const width = fields.get(256)?.value;
  const height = fields.get(257)?.value;
  return {
    size: width === undefined || height === undefined ? undefined : { width, height },
    samplesPerPixel: fields.get(277)?.value,
    photometric: fields.get(262),
    extraSample: fields.get(338),
  };
}

/** A copy of the file in which a field has another value. */
export function withTiffField(bytes: Uint8Array, field: TiffField, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = viewOf(copy);
  const little = isLittleEndian(copy);
  if (field.size === 1) view.setUint8(field.offset, value);
  else if (field.size === 2) view.setUint16(field.offset, value, little);
  else if (field.size === 4) view.setUint32(field.offset, value, little);
  else view.setBigUint64(field.offset, BigInt(value), little);
  return copy;
}

/** The fields whose values are whole numbers and stand in the directory itself. */
function readFields(bytes: Uint8Array): Map<number, TiffField> {
  const fields = new Map<number, TiffField>();
  const directory = findFirstDirectory(bytes);
  if (directory === undefined) return fields;
  const { view, little, layout, firstEntryAt, count } = directory;
  for (let i = 0; i < count; i++) {
    const entry = firstEntryAt + i * layout.entryBytes;
    if (entry + layout.entryBytes > bytes.length) break;
    const size = VALUE_SIZES[view.getUint16(entry + 2, little)];
    if (size === undefined || layout.readOffset(view, entry + 4, little) * size > layout.valueBytes) continue;
    const tag = view.getUint16(entry, little);
    // Of a tag that comes twice libtiff takes the first.
    if (fields.has(tag)) continue;
    const offset = entry + layout.entryBytes - layout.valueBytes;
    fields.set(tag, { value: readUint(view, offset, size, little), offset, size });
  }
  return fields;
}

/** A negative one makes no sense in any of these tags, and is read as one that is far too large. */
function readUint(view: DataView, offset: number, size: TiffField['size'], little: boolean): number {
  if (size === 1) return view.getUint8(offset);
  if (size === 2) return view.getUint16(offset, little);
  return size === 4 ? view.getUint32(offset, little) : Number(view.getBigUint64(offset, little));
}

/** In bytes, by type: BYTE, SHORT, LONG, SSHORT, SLONG, LONG8. libtiff takes any of them for a size. */
const VALUE_SIZES: Readonly<Record<number, TiffField['size']>> = { 1: 1, 3: 2, 4: 4, 8: 2, 9: 4, 16: 8 };
