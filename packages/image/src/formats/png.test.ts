import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { AFTER_IHDR, insertInto, pngChunk } from '../../tests/png-file.js';
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
      expect(png.trim(insertInto(file, at, pngChunk(name, data)))).toEqual(new Uint8Array(file));
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
    const file = insertInto(readFixture('rgb-8.png'), AFTER_IHDR, pngChunk(name, data));
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['rgb-8.png']?.sha256);
  });
});

const IEND_BYTES = 12;
