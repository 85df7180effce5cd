import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { pngChunk } from '../../tests/png-file.js';
import { decodeImage } from '../decode-image.js';
import { png } from './png.js';

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

const EXTRAS: readonly (readonly [string, Buffer])[] = [
  ['gAMA', Buffer.from([0, 4, 0x93, 0xe0])], // 3.0
  ['cHRM', Buffer.alloc(32, 1)],
  ['sBIT', Buffer.from([4, 4, 4])],
  ['sRGB', Buffer.from([0])],
  ['iCCP', Buffer.concat([Buffer.from('broken\0\0', 'latin1'), deflateSync(Buffer.alloc(200))])],
  ['cICP', Buffer.from([9, 16, 0, 1])],
  ['bKGD', Buffer.from([0, 255, 0, 0, 0, 0])],
  ['pHYs', Buffer.from([0, 0, 1, 0, 0, 0, 2, 0, 1])],
  ['eXIf', Buffer.from('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0', 'latin1')],
  ['tIME', Buffer.from([7, 0xe0, 1, 1, 1, 1, 1])],
  ['tEXt', Buffer.from('Comment\0text', 'latin1')],
  ['vpAg', Buffer.alloc(9)],
];

describe('png.trim', () => {
  it.each(['rgb-8.png', 'palette-256.png', 'palette-transparent.png', 'rgb-8-trns.png', 'grey-1.png'])(
    'returns %s itself',
    (name) => {
      const file = readFixture(name);
      expect(png.trim(file)).toBe(file);
    },
  );

  it.each(EXTRAS)('drops %s at the beginning and at the end', (name, data) => {
    const file = readFixture('rgb-8.png');
    for (const at of [AFTER_IHDR, file.length - IEND_BYTES]) {
      expect(png.trim(insert(file, at, pngChunk(name, data)))).toEqual(new Uint8Array(file));
    }
  });

  it('drops a chunk that is cut short', () => {
    const file = readFixture('rgb-8.png').subarray(0, -IEND_BYTES);
    const cut = Buffer.concat([file, pngChunk('tEXt', Buffer.alloc(100)).subarray(0, 50)]);
    expect(png.trim(cut)).toEqual(new Uint8Array(file));
  });
});

describe('decodeImage of a PNG with ancillary chunks', () => {
  it.each(EXTRAS)('gives the same pixels with %s as without', async (name, data) => {
    const file = insert(readFixture('rgb-8.png'), AFTER_IHDR, pngChunk(name, data));
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['rgb-8.png']?.sha256);
  });

  it('does not decompress texts', async () => {
    const text = deflateSync(Buffer.alloc(7_000_000, 65));
    const chunk = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), text]));
    const file = insert(readFixture('rgb-8.png'), AFTER_IHDR, Buffer.concat(Array(40).fill(chunk)));
    const peakKiB = process.resourceUsage().maxRSS;
    await decodeImage(file, LIMITS);
    // All texts together are 273,000 KiB, of which libvips would hold several copies.
    expect(process.resourceUsage().maxRSS - peakKiB).toBeLessThan(100_000);
  });
});

/** Behind the signature (8) and IHDR (25). */
const AFTER_IHDR = 33;
const IEND_BYTES = 12;

function insert(file: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
}
