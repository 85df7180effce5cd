import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { tiff } from './tiff.js';
import { findFirstDirectory } from './tiff-directory.js';

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

describe('tiff.trim', () => {
  it.each(['grey-8-white-is-zero.tif', 'rgba-8-premultiplied-big-endian.tif'])('gives %s itself', (name) => {
    const file = readFixture(name);
    expect(tiff.trim(file)).toBe(file);
  });

  it('forgets where the second page stands', () => {
    const file = readFixture('two-pages.tif');
    expect(nextDirectory(file)).not.toBe(0);
    expect(nextDirectory(tiff.trim(file))).toBe(0);
  });

  it.each(['rgb-8.tif', 'rgb-8-big-endian.tif', 'rgb-8-bigtiff.tif'])(
    'leaves tags out of %s that no pixel depends on, and tags that come again',
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

  it('leaves tags out of a directory with which the file ends', () => {
    const file = withTags(readFixture('rgb-8.tif'), [40_000]);
    const cut = file.subarray(0, -4);
    expect(findFirstDirectory(tiff.trim(cut))?.count).toBeLessThan(findFirstDirectory(cut)?.count ?? 0);
  });

  it('gives a file itself that ends within its directory', () => {
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
  it('gives the pixels at once, whatever 3,000 tags point at', async () => {
    const padded = Buffer.concat([readFixture('rgb-8.tif'), Buffer.alloc(9_000_000)]);
    const file = withTags(
      padded,
      Array.from({ length: 3000 }, (_, i) => 40_000 + i),
      8_990_000,
    );
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['rgb-8.tif']?.sha256);
  }, 10_000);
});

/** The first directory moves to the end and gets entries of undefined bytes behind its own, which point at the file's start. */
function withTags(file: Buffer, tags: readonly number[], bytesEach = 8): Buffer {
  const directory = findFirstDirectory(file);
  if (directory === undefined) throw new Error('no directory');
  const { little, layout, firstEntryAt, count } = directory;
  const own = file.subarray(firstEntryAt, firstEntryAt + count * layout.entryBytes);
  const writeOffset = (view: DataView, at: number, value: number): void => {
    if (layout.offsetBytes === 4) view.setUint32(at, value, little);
    else view.setBigUint64(at, BigInt(value), little);
  };
  const added = Buffer.alloc(tags.length * layout.entryBytes);
  const view = new DataView(added.buffer, added.byteOffset, added.byteLength);
  tags.forEach((tag, i) => {
    const entry = i * layout.entryBytes;
    view.setUint16(entry, tag, little);
    view.setUint16(entry + 2, 7, little);
    writeOffset(view, entry + 4, bytesEach);
    writeOffset(view, entry + layout.entryBytes - layout.valueBytes, 8);
  });
  const longer = Buffer.concat([
    file,
    Buffer.alloc(layout.countBytes),
    own,
    added,
    Buffer.alloc(layout.offsetBytes),
  ]);
  const longerView = new DataView(longer.buffer, longer.byteOffset, longer.byteLength);
  writeOffset(longerView, layout.firstDirectoryAt, file.length);
  layout.writeCount(longerView, file.length, count + tags.length, little);
  return longer;
}

function nextDirectory(file: Uint8Array): number | undefined {
  const directory = findFirstDirectory(file);
  if (directory === undefined) return undefined;
  const { view, little, layout, firstEntryAt, count } = directory;
  return layout.readOffset(view, firstEntryAt + count * layout.entryBytes, little);
}
