import { dataView } from './file-bytes.js';

/** The place of a TIFF's first directory and the layout of its entries. */
export interface Directory {
  readonly view: DataView;
  readonly little: boolean;
  readonly layout: Layout;
  /** Offset of the entry count. */
  readonly at: number;
  readonly firstEntryAt: number;
  readonly count: number;
}

/** Where a whole number is in the file. Both are in bytes. */
export interface Place {
  readonly offset: number;
  readonly size: 1 | 2 | 4 | 8;
}

/** The first value of a tag. */
export interface Field extends Place {
  readonly value: number;
}

/**
 * Finds the first directory of a TIFF 6.0 or BigTIFF.
 *
 * @returns undefined when it lies outside the file or has more entries than libtiff reads
 */
export function findFirstDirectory(bytes: Uint8Array): Directory | undefined {
  // The longer of the two file headers: no picture fits into less.
  if (bytes.length < 16) return undefined;
  const view = dataView(bytes);
  const little = isLittleEndian(bytes);
  const layout = view.getUint16(2, little) === 43 ? BIG : CLASSIC;
  const at = readUint(view, { offset: layout.firstDirectoryAt, size: layout.offsetBytes }, little);
  const firstEntryAt = at + layout.countBytes;
  if (firstEntryAt > bytes.length) return undefined;
  const count = readUint(view, { offset: at, size: layout.countBytes }, little);
  return count > MAX_ENTRIES ? undefined : { view, little, layout, at, firstEntryAt, count };
}

/** The most that TIFF 6.0 can count and that libtiff accepts in a BigTIFF, of which 10 MB could hold half a million. */
const MAX_ENTRIES = 65_535;

/**
 * Reads the fields of the first directory, by tag, whose values are whole numbers and lie in the directory itself.
 * It skips entries that make no sense; libvips will say what is wrong with the file.
 */
export function readFields(bytes: Uint8Array): Map<number, Field> {
  const fields = new Map<number, Field>();
  const directory = findFirstDirectory(bytes);
  if (directory === undefined) return fields;
  const { view, little, layout, firstEntryAt, count } = directory;
  for (let i = 0; i < count; i++) {
    const entry = firstEntryAt + i * layout.entryBytes;
    if (entry + layout.entryBytes > bytes.length) break;
    const size = VALUE_SIZES[view.getUint16(entry + 2, little)];
    if (size === undefined) continue;
    const values = readUint(view, { offset: entry + 4, size: layout.offsetBytes }, little);
    if (values * size > layout.valueBytes) continue;
    const tag = view.getUint16(entry, little);
    // libtiff takes the first of two entries with the same tag.
    if (fields.has(tag)) continue;
    const place = { offset: entry + layout.entryBytes - layout.valueBytes, size };
    fields.set(tag, { value: readUint(view, place, little), offset: place.offset, size });
  }
  return fields;
}

/** A copy of the file in which a field has another value. */
export function withField(bytes: Uint8Array, field: Field, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  writeUint(copy, field, value);
  return copy;
}

/** Negative numbers make no sense in the fields that are read here: they come out far too large. */
export function readUint(view: DataView, { offset, size }: Place, little: boolean): number {
  if (size === 1) return view.getUint8(offset);
  if (size === 2) return view.getUint16(offset, little);
  return size === 4 ? view.getUint32(offset, little) : Number(view.getBigUint64(offset, little));
}

/** Writes a whole number into the file itself, in its byte order. */
export function writeUint(bytes: Uint8Array, { offset, size }: Place, value: number): void {
  const view = dataView(bytes);
  const little = isLittleEndian(bytes);
  if (size === 1) view.setUint8(offset, value);
  else if (size === 2) view.setUint16(offset, value, little);
  else if (size === 4) view.setUint32(offset, value, little);
  else view.setBigUint64(offset, BigInt(value), little);
}

/** In bytes, by type: BYTE, SHORT, LONG, SSHORT, SLONG, LONG8. libtiff accepts any of them for a size. */
const VALUE_SIZES: Readonly<Record<number, Place['size']>> = { 1: 1, 3: 2, 4: 4, 8: 2, 9: 4, 16: 8 };

interface Layout {
  readonly firstDirectoryAt: number;
  readonly offsetBytes: Place['size'];
  readonly countBytes: Place['size'];
  readonly entryBytes: number;
  readonly valueBytes: number;
}

/** TIFF 6.0: entries of tag (2), type (2), count (4), value (4). */
const CLASSIC: Layout = { firstDirectoryAt: 4, offsetBytes: 4, countBytes: 2, entryBytes: 12, valueBytes: 4 };

/** BigTIFF: entries of tag (2), type (2), count (8), value (8). */
const BIG: Layout = { firstDirectoryAt: 8, offsetBytes: 8, countBytes: 8, entryBytes: 20, valueBytes: 8 };

/** The file begins with `II` or `MM`. */
function isLittleEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0x49;
}
