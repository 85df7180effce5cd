import { findFirstDirectory } from './tiff-directory.js';
import { viewOf } from './view-of.js';

/**
 * A TIFF whose first directory is the last and holds only tags that tell how to read the pixels, each once: libtiff would
 * count the pages, 90,000 in 10 MB, and read whatever every tag points at, the same megabytes for 4,000 tags.
 *
 * @returns the file itself when it is so already, or when its first directory is not whole
 */
export function withoutTiffExtras(bytes: Uint8Array): Uint8Array {
  const directory = findFirstDirectory(bytes);
  if (directory === undefined) return bytes;
  const { view, little, layout, at, firstEntryAt, count } = directory;
  const endAt = firstEntryAt + count * layout.entryBytes;
  if (endAt > bytes.length) return bytes;

  const kept = new Map<number, number>();
  for (let entryAt = firstEntryAt; entryAt < endAt; entryAt += layout.entryBytes) {
    const tag = view.getUint16(entryAt, little);
    if (NEEDED_TAGS.has(tag) && !kept.has(tag)) kept.set(tag, entryAt);
  }
  // libtiff takes a file that ends with its directory for one page.
  const hasOnePage =
    endAt + layout.offsetBytes > bytes.length || layout.readOffset(view, endAt, little) === 0;
  if (kept.size === count && hasOnePage) return bytes;

  const copy = Uint8Array.from(bytes);
  let toAt = firstEntryAt;
  for (const entryAt of kept.values()) {
    copy.copyWithin(toAt, entryAt, entryAt + layout.entryBytes);
    toAt += layout.entryBytes;
  }
  copy.fill(0, toAt, toAt + layout.offsetBytes);
  layout.writeCount(viewOf(copy), at, kept.size, little);
  return copy;
}

/**
 * TIFF 6.0's baseline (size, bits, compression, photometric, fill order, strips, orientation, samples, planes, palette, extra
 * samples), its other sections, and what libtiff adds.
 */
const NEEDED_TAGS = new Set([
  256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 320, 338,
  // Fax.
  292, 293,
  // Predictor, tiles, inks, sample format and range.
  317, 322, 323, 324, 325, 332, 334, 339, 340, 341,
  // JPEG, of today and of TIFF 6.0.
  347, 512, 513, 514, 515, 517, 518, 519, 520, 521,
  // YCbCr.
  529, 530, 531, 532,
  // SGI's extra samples, sample format and depths; LERC.
  32_995, 32_996, 32_997, 32_998, 50_674,
]);
