import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { tiff } from './tiff.js';
import { findFirstDirectory, readUint, writeUint } from './tiff-directory.js';

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

describe('tiff.trim', () => {
  it.each(['grey-8-white-is-zero.tif', 'rgba-8-premultiplied-big-endian.tif'])(
    'returns %s itself',
    (name) => {
      const file = readFixture(name);
      expect(tiff.trim(file)).toBe(file);
    },
  );

  it('drops the pointer to the second page', () => {
    const file = readFixture('two-pages.tif');
    expect(nextDirectory(file)).not.toBe(0);
    expect(nextDirectory(tiff.trim(file))).toBe(0);
  });

  it.each(['rgb-8.tif', 'rgb-8-big-endian.tif', 'rgb-8-bigtiff.tif'])(
    'drops tags of %s that no pixel depends on, and repeated tags',
    (name) => {
      const file = readFixture(name);
      const { count = 0 } = findFirstDirectory(tiff.trim(file)) ?? {};
      const longer = withTags(file, [
        256,
        270,
        347,
        347,
        700,
        ...Array.from({ length: 3000 }, (_, i) => 40_000 + i),
      ]);
      const bare = tiff.trim(longer);
      // One JPEG table is more than there was.
      expect(findFirstDirectory(bare)?.count).toBe(count + 1);
      expect(nextDirectory(bare)).toBe(0);
    },
  );

  it('drops tags of a directory at the end of the file', () => {
    const file = withTags(readFixture('rgb-8.tif'), [40_000]);
    const cut = file.subarray(0, -4);
    expect(findFirstDirectory(tiff.trim(cut))?.count).toBeLessThan(findFirstDirectory(cut)?.count ?? 0);
  });

  it('returns the file itself when it ends within its directory', () => {
    const file = withTags(readFixture('rgb-8.tif'), [40_000]).subarray(0, -5);
    expect(tiff.trim(file)).toBe(file);
  });

  it('does not write into the file that it was given', () => {
    const file = readFixture('two-pages.tif');
    const before = sha256(file);
    tiff.trim(file);
    expect(sha256(file)).toBe(before);
  });
});

describe('decodeImage of a TIFF with extras', () => {
  it('decodes at once although 3,000 tags point at 9 MB', async () => {
    const padded = Buffer.concat([readFixture('rgb-8.tif'), Buffer.alloc(9_000_000)]);
    const file = withTags(
      padded,
      Array.from({ length: 3000 }, (_, i) => 40_000 + i),
      8_990_000,
    );
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['rgb-8.tif']?.sha256);
  }, 10_000);
});

/** Moves the first directory to the end and adds entries of undefined bytes, which point at the file's start. */
function withTags(file: Buffer, tags: readonly number[], bytesEach = 8): Buffer {
  const directory = findFirstDirectory(file);
  if (directory === undefined) throw new Error('no directory');
  const { firstEntryAt, count, layout } = directory;
  const { countBytes, entryBytes, valueBytes, offsetBytes } = layout;
  const own = file.subarray(firstEntryAt, firstEntryAt + count * entryBytes);
  const addedAt = file.length + countBytes + own.length;
  const added = Buffer.alloc(tags.length * entryBytes + offsetBytes);
  const longer = Buffer.concat([file, Buffer.alloc(countBytes), own, added]);
  writeUint(longer, { offset: layout.firstDirectoryAt, size: offsetBytes }, file.length);
  writeUint(longer, { offset: file.length, size: countBytes }, count + tags.length);
  tags.forEach((tag, i) => {
    const entry = addedAt + i * entryBytes;
    writeUint(longer, { offset: entry, size: 2 }, tag);
    writeUint(longer, { offset: entry + 2, size: 2 }, 7);
    writeUint(longer, { offset: entry + 4, size: offsetBytes }, bytesEach);
    writeUint(longer, { offset: entry + entryBytes - valueBytes, size: offsetBytes }, 8);
  });
  return longer;
}

function nextDirectory(file: Uint8Array): number | undefined {
  const directory = findFirstDirectory(file);
  if (directory === undefined) return undefined;
  const { view, little, layout, firstEntryAt, count } = directory;
  return readUint(
    view,
    { offset: firstEntryAt + count * layout.entryBytes, size: layout.offsetBytes },
    little,
  );
}
