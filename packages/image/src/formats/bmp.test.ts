import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { bmp } from './bmp.js';

// Pillow's pixels of the .bmp fixtures are compared with all others, in decode-image.test.ts.

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

/** Offsets in the file. */
const ROWS_AT = 10;
const WIDTH = 18;
const HEIGHT = 22;
const BITS = 28;
const COMPRESSION = 30;
const COLOURS = 46;
const RED_MASK = 54;

describe('bmp.readSize', () => {
  it.each(['rgb-24.bmp', 'rgb-24-top-down.bmp', 'rgb-24-os2.bmp', 'palette-1.bmp'])(
    'reads the size of %s',
    (name) => {
      expect(bmp.readSize(readFixture(name))).toMatchObject({ width: 45, height: 37 });
    },
  );

  it('reads heights below -2^24 as larger ones, as Pillow does, and so refuses them', async () => {
    const file = withUint32(readFixture('rgb-24.bmp'), HEIGHT, 2 ** 32 - 2 ** 24 - 1);
    expect(bmp.readSize(file)?.height).toBe(2 ** 32 - 2 ** 24 - 1);
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'too_many_pixels' });
  });
});

describe('a BMP file', () => {
  it.each([
    ['run-length encoding', readFixture('run-lengths-8.bmp'), /without compression, got one with run-length/],
    [
      'another compression',
      withUint32(readFixture('rgb-24.bmp'), COMPRESSION, 5),
      /got one with compression 5/,
    ],
    [
      '2 bits a pixel',
      withUint32(readFixture('palette-4.bmp'), BITS, 2),
      /1, 4, 8, 16, 24 or 32 .* got one of 2$/,
    ],
    ['64 bits a pixel', withUint32(readFixture('rgb-32.bmp'), BITS, 64), /got one of 64$/],
    [
      'its own order',
      withUint32(readFixture('rgb-32-bgrx.bmp'), RED_MASK, 0xff),
      /got bits 32: ff,ff00,ff,0$/,
    ],
    ['masks of 8 bits', withUint32(readFixture('rgb-32-bgrx.bmp'), BITS, 8), /got bits 8: ff0000,ff00,ff$/],
    [
      '257 colours',
      withUint32(readFixture('palette-8.bmp'), COLOURS, 257),
      /at most 256 colours .* got 257$/,
    ],
  ])('is refused with %s', async (_name, file, message) => {
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: expect.stringMatching(message),
    });
  });

  it.each([-1, -37, -(2 ** 31)])('is refused with a width of %i', async (width) => {
    const file = withUint32(readFixture('rgb-24.bmp'), WIDTH, width + 2 ** 32);
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: `image: expected a BMP file with a positive width, got ${width}`,
    });
  });

  it.each([
    [8, 2],
    [8, 1],
    [4, 16],
    [1, 40],
  ])(
    'is refused with %i bits a pixel and a palette of %i greys, which Pillow misreads',
    async (bits, colours) => {
      const file = withUint32(withUint32(readFixture('grey-8-short.bmp'), COLOURS, colours), BITS, bits);
      if (colours === 2) file.fill(0xff, 54 + 4, 54 + 7);
      await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
        code: 'invalid_image',
        message: `image: expected a BMP file whose palette of greys suits its bits a pixel, got ${bits} bit${bits === 1 ? '' : 's'} with a palette of ${colours} (save it as PNG)`,
      });
    },
  );

  it.each(['rgb-24.bmp', 'rgb-32-rgba.bmp', 'palette-8.bmp', 'grey-1.bmp'])(
    'is called cut short when %s lacks a byte of a row',
    async (name) => {
      const file = readFixture(name);
      for (const missing of [4, 5, Math.floor(file.length / 3), file.length - 40]) {
        await expect(decodeImage(file.subarray(0, -missing), LIMITS)).rejects.toMatchObject({
          code: 'invalid_image',
          message: 'image: expected a whole BMP file, got one that is cut short',
        });
      }
    },
  );

  it('is refused for its rows before memory is taken for the pixels that it declares', async () => {
    const file = withUint32(withUint32(readFixture('rgb-24.bmp'), WIDTH, 7000), HEIGHT, 7000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(decodeImage(file, LIMITS)).rejects.toThrow('got one that is cut short');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });

  it.each([0, 14, 1_000_000, 2 ** 32 - 1])('may name any offset of its rows: %i', async (offset) => {
    const file = withUint32(readFixture('rgb-24.bmp'), ROWS_AT, offset);
    const outcome = await decodeImage(file, LIMITS).catch((error: unknown) => error);
    if (offset === 0) expect(sha256(decoded(outcome))).toBe(PILLOW.decode['rgb-24.bmp']?.sha256);
    else if (offset === 14) expect(decoded(outcome)).toHaveLength(45 * 37 * 3);
    else expect(outcome).toMatchObject({ message: expect.stringContaining('cut short') });
  });

  it('stops decoding when its signal aborts', async () => {
    const controller = new AbortController();
    const decoding = decodeImage(readFixture('rgb-24.bmp'), LIMITS, {
      signal: controller.signal,
      beforeDecoding: async () => controller.abort(),
    });
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });
});

function decoded(outcome: unknown): Uint8Array {
  if (outcome instanceof SlcError) throw outcome;
  return (outcome as { readonly data: Uint8Array }).data;
}

function withUint32(file: Uint8Array, offset: number, value: number): Buffer {
  const copy = Buffer.from(file);
  if (offset === BITS) copy.writeUInt16LE(value, offset);
  else copy.writeUInt32LE(value, offset);
  return copy;
}
