import type { Size } from './pixels.js';

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
  readonly size: 2 | 4;
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

/**
 * A TIFF whose first directory, which alone is read, is also the last: libtiff would count them all first, two seconds for the
 * 90,000 that 10 MB can hold.
 *
 * @returns the file itself when it has one page only, else a copy
 */
export function withoutFurtherPages(bytes: Uint8Array): Uint8Array {
  const directory = findFirstDirectory(bytes);
  if (directory === undefined) return bytes;
  const { view, little, layout, firstEntryAt, count } = directory;
  const nextDirectoryAt = firstEntryAt + count * layout.entryBytes;
  if (nextDirectoryAt + layout.offsetBytes > bytes.length) return bytes;
  if (layout.readOffset(view, nextDirectoryAt, little) === 0) return bytes;
  return Uint8Array.from(bytes).fill(0, nextDirectoryAt, nextDirectoryAt + layout.offsetBytes);
}

/** A copy of the file in which a field has another value. */
export function withTiffField(bytes: Uint8Array, field: TiffField, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = viewOf(copy);
  if (field.size === 2) view.setUint16(field.offset, value, isLittleEndian(copy));
  else view.setUint32(field.offset, value, isLittleEndian(copy));
  return copy;
}

/** The fields whose values are SHORT or LONG and stand in the directory itself. */
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
    const offset = entry + layout.entryBytes - layout.valueBytes;
    const value = size === 2 ? view.getUint16(offset, little) : view.getUint32(offset, little);
    fields.set(view.getUint16(entry, little), { value, offset, size });
  }
  return fields;
}

/** @returns undefined when it does not stand in the file or has more entries than libtiff reads */
function findFirstDirectory(bytes: Uint8Array): Directory | undefined {
  // The longer of the two file headers: no picture fits into less.
  if (bytes.length < 16) return undefined;
  const view = viewOf(bytes);
  const little = isLittleEndian(bytes);
  const layout = view.getUint16(2, little) === 43 ? BIG : CLASSIC;
  const directoryAt = layout.readOffset(view, layout.firstDirectoryAt, little);
  const firstEntryAt = directoryAt + layout.countBytes;
  if (firstEntryAt > bytes.length) return undefined;
  const count = layout.readCount(view, directoryAt, little);
  return count > MAX_ENTRIES ? undefined : { view, little, layout, firstEntryAt, count };
}

/** All that TIFF 6.0 can count, and all that libtiff takes of a BigTIFF, in which 10 MB would hold half a million. */
const MAX_ENTRIES = 65_535;

interface Directory {
  readonly view: DataView;
  readonly little: boolean;
  readonly layout: typeof CLASSIC;
  readonly firstEntryAt: number;
  readonly count: number;
}

/** In bytes, by type: SHORT and LONG. */
const VALUE_SIZES: Readonly<Record<number, 2 | 4>> = { 3: 2, 4: 4 };

/** TIFF 6.0: 32-bit offsets, entries of tag (2), type (2), count (4), value (4). */
const CLASSIC = {
  firstDirectoryAt: 4,
  offsetBytes: 4,
  countBytes: 2,
  entryBytes: 12,
  valueBytes: 4,
  readOffset: (view: DataView, at: number, little: boolean) => view.getUint32(at, little),
  readCount: (view: DataView, at: number, little: boolean) => view.getUint16(at, little),
};

/** BigTIFF: the same with 64-bit offsets, entry count, value count and value. */
const BIG = {
  firstDirectoryAt: 8,
  offsetBytes: 8,
  countBytes: 8,
  entryBytes: 20,
  valueBytes: 8,
  readOffset: readUint64,
  readCount: readUint64,
};

function readUint64(view: DataView, at: number, little: boolean): number {
  return Number(view.getBigUint64(at, little));
}

function isLittleEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0x49;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
