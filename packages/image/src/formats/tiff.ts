import type { Size } from '../pixels.js';
import type { AdaptedFile, Conversion, LibvipsReader } from './format-reader.js';
import { findFirstDirectory, readFields, readUint, withField, writeUint } from './tiff-directory.js';

/** TIFF 6.0 and BigTIFF, in either byte order. */
export const tiff: LibvipsReader = {
  libvipsLoader: 'VipsForeignLoadTiffBuffer',
  sharpOptions: {
    // libtiff also warns of harmless mistakes in a directory.
    failOn: 'error',
    // Pillow applies the Orientation tag of a TIFF file, and no other format's.
    autoOrient: true,
  },
  // 42 (`*`) is TIFF 6.0, 43 (`+`) is BigTIFF.
  readSize,
  trim,
  adapt,
};

const WIDTH = 256;
const HEIGHT = 257;
const PHOTOMETRIC = 262;
const SAMPLES_PER_PIXEL = 277;
const EXTRA_SAMPLES = 338;

function readSize(bytes: Uint8Array): Size | undefined {
  const fields = readFields(bytes);
  const width = fields.get(WIDTH)?.value;
  const height = fields.get(HEIGHT)?.value;
  return width === undefined || height === undefined ? undefined : { width, height };
}

/**
 * Makes the first directory the only one, and keeps in it, once each, the tags that say how to read the pixels: libtiff
 * would count the pages, 90,000 in 10 MB, and read the data of each tag, the same megabytes for 4,000 tags.
 *
 * @returns the file itself also when its first directory is not whole
 */
function trim(bytes: Uint8Array): Uint8Array {
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
  const next = { offset: endAt, size: layout.offsetBytes };
  // When the file ends with the directory, libtiff sees one page.
  const hasOnePage = endAt + next.size > bytes.length || readUint(view, next, little) === 0;
  if (kept.size === count && hasOnePage) return bytes;

  const copy = Uint8Array.from(bytes);
  let toAt = firstEntryAt;
  for (const entryAt of kept.values()) {
    copy.copyWithin(toAt, entryAt, entryAt + layout.entryBytes);
    toAt += layout.entryBytes;
  }
  copy.fill(0, toAt, toAt + layout.offsetBytes);
  writeUint(copy, { offset: at, size: layout.countBytes }, kept.size);
  return copy;
}

const NEEDED_TAGS = new Set([
  // The baseline: size, bits, compression, photometric, fill order, strips, orientation, samples, planes, palette, extra
  // samples.
  256,
  257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 320, 338,
  // Fax.
  292, 293,
  // Predictor, tiles, inks, sample format and range.
  317, 322, 323, 324, 325, 332, 334, 339, 340, 341,
  // JPEG in TIFF, the current kind and that of TIFF 6.0.
  347, 512, 513, 514, 515, 517, 518, 519, 520, 521,
  // YCbCr.
  529, 530, 531, 532,
  // libtiff's additions: SGI's extra samples, sample format and depths; LERC.
  32_995, 32_996, 32_997, 32_998, 50_674,
]);

/**
 * libvips inverts 16-bit grey where 0 is white (photometric 0), and divides by a premultiplied alpha (extra sample 1)
 * in floating point. Pillow does not invert, and divides in whole numbers. So libvips gets a copy that says that 0 is
 * black, or that alpha is independent (extra sample 2), and leaves the samples alone.
 */
function adapt(bytes: Uint8Array, conversion: Conversion): AdaptedFile | undefined {
  if (conversion === 'cmyk') return undefined;
  const fields = readFields(bytes);
  if (conversion === 'clip-grey-16') {
    const photometric = fields.get(PHOTOMETRIC);
    return photometric?.value === 0 ? { bytes: withField(bytes, photometric, 1), conversion } : undefined;
  }
  const extraSample = fields.get(EXTRA_SAMPLES);
  if (fields.get(SAMPLES_PER_PIXEL)?.value !== 4 || extraSample?.value !== 1) return undefined;
  return { bytes: withField(bytes, extraSample, 2), conversion: 'unpremultiply' };
}
