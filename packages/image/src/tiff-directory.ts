import { viewOf } from './view-of.js';

/** Where a TIFF's first directory stands, and how its entries are laid out. */
export interface Directory {
  readonly view: DataView;
  readonly little: boolean;
  readonly layout: typeof CLASSIC;
  /** Of its entry count. */
  readonly at: number;
  readonly firstEntryAt: number;
  readonly count: number;
}

/**
 * Finds the first directory of a TIFF 6.0 or BigTIFF.
 *
 * @returns undefined when it does not stand in the file or has more entries than libtiff reads
 */
export function findFirstDirectory(bytes: Uint8Array): Directory | undefined {
  // The longer of the two file headers: no picture fits into less.
  if (bytes.length < 16) return undefined;
  const view = viewOf(bytes);
  const little = isLittleEndian(bytes);
  const layout = view.getUint16(2, little) === 43 ? BIG : CLASSIC;
  const at = layout.readOffset(view, layout.firstDirectoryAt, little);
  const firstEntryAt = at + layout.countBytes;
  if (firstEntryAt > bytes.length) return undefined;
  const count = layout.readCount(view, at, little);
  return count > MAX_ENTRIES ? undefined : { view, little, layout, at, firstEntryAt, count };
}

/** All that TIFF 6.0 can count, and all that libtiff takes of a BigTIFF, in which 10 MB would hold half a million. */
const MAX_ENTRIES = 65_535;

/** TIFF 6.0: 32-bit offsets, entries of tag (2), type (2), count (4), value (4). */
const CLASSIC = {
  firstDirectoryAt: 4,
  offsetBytes: 4,
  countBytes: 2,
  entryBytes: 12,
  valueBytes: 4,
  readOffset: (view: DataView, at: number, little: boolean) => view.getUint32(at, little),
  readCount: (view: DataView, at: number, little: boolean) => view.getUint16(at, little),
  writeCount: (view: DataView, at: number, count: number, little: boolean) =>
    view.setUint16(at, count, little),
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
  writeCount: (view: DataView, at: number, count: number, little: boolean) =>
    view.setBigUint64(at, BigInt(count), little),
};

function readUint64(view: DataView, at: number, little: boolean): number {
  return Number(view.getBigUint64(at, little));
}

export function isLittleEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0x49;
}
