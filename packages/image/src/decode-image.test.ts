import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../tests/photographs.js';
import { PILLOW, readFixture, sha256 } from '../tests/pillow-references.js';
import { pngFile } from '../tests/png-file.js';
import { decodeImage } from './decode-image.js';
import type { DecodeLimits } from './decode-limits.js';
import type { Size } from './pixels.js';

const LIMITS: DecodeLimits = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

/** Kinds of samples that Pillow converts and this package does not. */
const REFUSED = ['cmyk-16.tif', 'float-32.tif', 'integer-32.tif'];

/** Pillow unpacks it. */
const COMPRESSED = 'run-lengths-8.bmp';

describe('decodeImage', () => {
  const accepted = Object.entries(PILLOW.decode).filter(([name]) => ![...REFUSED, COMPRESSED].includes(name));

  it.each(accepted)('decodes %s as Pillow does, to the bit', async (name, expected) => {
    const { width, height, data } = await decodeImage(readFixture(name), LIMITS);
    expect({ width, height, sha256: sha256(data) }).toEqual(expected);
    expect(data).toHaveLength(width * height * 3);
  });

  it.each(REFUSED)('refuses %s for its kind of samples', async (name) => {
    await expect(decodeImage(readFixture(name), LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: expect.stringContaining('expected grey, RGB or CMYK samples of 8 bits, or grey or RGB of 16'),
    });
  });

  it('returns the format', async () => {
    const formats = ['grey.jpg', 'grey-8.png', 'lossy.webp', 'grey-8.tif', 'grey-8.bmp'].map(async (name) => {
      return (await decodeImage(readFixture(name), LIMITS)).format;
    });
    expect(await Promise.all(formats)).toEqual(['jpeg', 'png', 'webp', 'tiff', 'bmp']);
  });

  it('reads a view into a larger buffer', async () => {
    const file = readFixture('rgb-16-big-endian.tif');
    const shifted = Buffer.concat([Buffer.alloc(13, 0xff), file, Buffer.alloc(7)]).subarray(
      13,
      13 + file.length,
    );
    const { data } = await decodeImage(shifted, LIMITS);
    expect(sha256(data)).toBe(PILLOW.decode['rgb-16-big-endian.tif']?.sha256);
  });

  it('does not change the given bytes', async () => {
    const file = readFixture('rgba-8-premultiplied.tif');
    const before = sha256(file);
    await decodeImage(file, LIMITS);
    expect(sha256(file)).toBe(before);
  });

  it.each(accepted)(
    'passes on the size of %s before anything is decoded',
    async (name, { width, height }) => {
      const sizes: Size[] = [];
      const outcome = decodeImage(readFixture(name), LIMITS, {
        beforeDecoding: async (size) => {
          sizes.push(size);
          throw new SlcError('cancelled', 'enough');
        },
      });
      await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
      // A TIFF's Orientation may swap the sides.
      expect(sizes.map((size) => [size.width, size.height].sort())).toEqual([[width, height].sort()]);
    },
  );

  it.each([
    ['rgb-444.jpg', 200],
    ['rgb-8.png', 40],
    ['lossy.webp', 30],
    ['rgb-8-big-endian.tif', -40],
    ['palette-8.bmp', 200],
  ])('waits for `beforeDecoding` before it finds %s cut short', async (name, end) => {
    let waited = false;
    const decoding = decodeImage(readFixture(name).subarray(0, end), LIMITS, {
      beforeDecoding: async () => {
        waited = true;
      },
    });
    await expect(decoding).rejects.toMatchObject({ code: 'invalid_image' });
    expect(waited).toBe(true);
  });

  it.each(['rgb-444.jpg', 'cmyk-adobe.jpg'])('stops decoding %s when its signal aborts', async (name) => {
    const controller = new AbortController();
    const decoding = decodeImage(readFixture(name), LIMITS, {
      signal: controller.signal,
      beforeDecoding: async () => void setImmediate(() => controller.abort()),
    });
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('decodeImage at its limits', () => {
  it('accepts as many bytes as the limit and refuses one more', async () => {
    const file = readFixture('grey.jpg');
    await decodeImage(file, { ...LIMITS, maxBytes: file.length });
    await expect(decodeImage(file, { ...LIMITS, maxBytes: file.length - 1 })).rejects.toMatchObject({
      code: 'image_too_large',
      message: `image: expected at most ${file.length - 1} bytes, got ${file.length}`,
    });
  });

  it('accepts as many pixels as the limit and refuses one more', async () => {
    const file = readFixture('grey.jpg');
    await decodeImage(file, { ...LIMITS, maxPixels: 45 * 37 });
    await expect(decodeImage(file, { ...LIMITS, maxPixels: 45 * 37 - 1 })).rejects.toMatchObject({
      code: 'too_many_pixels',
      message: 'image: expected at most 1664 pixels, got 45 x 37',
    });
  });

  it.each([
    ['a PNG', pngFile({ width: 100_000, height: 100_000 })],
    ['a PNG larger than libvips can count', pngFile({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 })],
    ['a JPEG', withJpegSize(readFixture('rgb-444.jpg'), 65_000, 65_000)],
    ['a BMP', withBmpSize(readFixture('rgb-24.bmp'), 65_000, 65_000)],
    ['a TIFF', withTiffSize(readFixture('grey-8-white-is-zero.tif'), 65_535, 65_535)],
  ])('refuses %s by the size that it declares, without decoding it', async (_name, file) => {
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'too_many_pixels' });
  });

  it.each([
    [31, 200],
    [200, 31],
    [1, 1],
    [0, 50],
  ])('refuses %i x %i pixels as too small', async (width, height) => {
    const file = pngFile({ width, height }, new Uint8Array(height * (1 + width * 3)));
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: `image: expected at least 32 pixels on the shorter side, got ${width} x ${height}`,
    });
  });

  it('accepts 32 pixels on the shorter side', async () => {
    const file = pngFile({ width: 32, height: 33 }, new Uint8Array(33 * (1 + 32 * 3)));
    expect((await decodeImage(file, LIMITS)).data).toEqual(Buffer.alloc(33 * 32 * 3));
  });
});

describe('decodeImage of broken files', () => {
  const BMP_MAGIC = `BM${'\0'.repeat(12)}\x28\0\0\0`;

  it.each([
    'rgb-444.jpg',
    'rgb-420-progressive.jpg',
    'cmyk-adobe.jpg',
    'rgb-8.png',
    'rgb-8-interlaced.png',
    'grey-16.png',
    'lossy.webp',
    'lossless-alpha.webp',
    'rgb-8.tif',
    'rgb-8-lzw.tif',
    'rgb-8-bigtiff.tif',
    'rgb-8-big-endian.tif',
    'rgb-24.bmp',
    'palette-8.bmp',
  ])('refuses every beginning of %s', async (name) => {
    const file = readFixture(name);
    for (const share of [0.25, 0.5, 0.9]) {
      const start = file.subarray(0, Math.floor(file.length * share));
      await expect(decodeImage(start, LIMITS)).rejects.toMatchObject({
        code: 'invalid_image',
        message: expect.stringMatching(/expected a whole (JPEG|PNG|WebP|TIFF|BMP) file/),
      });
    }
  });

  it('refuses a JPEG that lacks its last two bytes', async () => {
    const file = readFixture('rgb-420.jpg').subarray(0, -2);
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'invalid_image' });
  });

  it.each([
    '\xff\xd8\xff\xe0',
    '\x89PNG\r\n\x1a\n',
    'RIFF\0\0\0\0WEBP',
    'II*\0',
    'MM\0*',
    'II+\0',
    'MM\0+',
    BMP_MAGIC,
  ])('refuses the magic bytes %j followed by nothing, zeros or repeated bytes', async (magic) => {
    const start = Buffer.from(magic, 'latin1');
    const tails = [
      Buffer.alloc(0),
      Buffer.alloc(4),
      Buffer.alloc(2000),
      Buffer.alloc(2000, 7),
      Buffer.alloc(2000, 255),
    ];
    for (const tail of tails) {
      await expect(decodeImage(Buffer.concat([start, tail]), LIMITS)).rejects.toMatchObject({
        code: 'invalid_image',
      });
    }
  });

  it('keeps the message of libvips as the cause, not in its own message', async () => {
    const file = Buffer.concat([readFixture('rgb-444.jpg').subarray(0, 900), Buffer.from('ffd9', 'hex')]);
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({
      message:
        'image: expected a whole JPEG file, got one that is complete, but its picture data are damaged',
      cause: expect.objectContaining({ message: expect.stringContaining('premature end of data segment') }),
    });
  });

  it('refuses a PNG whose compressed data are damaged', async () => {
    const file = Buffer.from(readFixture('rgb-8.png'));
    file[100] = (file[100] ?? 0) ^ 0xff;
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'invalid_image' });
  });

  it('accepts bytes after the end of a JPEG, as some cameras write them', async () => {
    const file = Buffer.concat([readFixture('rgb-444.jpg'), Buffer.from('maker data')]);
    const { data } = await decodeImage(file, LIMITS);
    expect(sha256(data)).toBe(PILLOW.decode['rgb-444.jpg']?.sha256);
  });

  it('answers damaged files with pixels or an error of the closed list, never anything else', async () => {
    const random = createRandom(1);
    for (const name of Object.keys(PILLOW.decode)) {
      const file = readFixture(name);
      for (let i = 0; i < 5; i++) {
        const damaged = Buffer.from(file);
        for (let k = 0; k < 4; k++) damaged[random(file.length)] = random(256);
        const outcome = await decodeImage(damaged, LIMITS).catch((error: unknown) => error);
        if (outcome instanceof SlcError) {
          expect(['invalid_image', 'too_many_pixels', 'unsupported_media_type']).toContain(outcome.code);
        } else {
          expect(outcome).toHaveProperty('data');
        }
      }
    }
  });
});

describe.skipIf(PHOTOGRAPHS.length === 0)(`decodeImage of the photographs${PHOTOGRAPHS_NOTE}`, () => {
  it.each(PHOTOGRAPHS)('decodes $name as Pillow does', async ({ name, bytes }) => {
    const { width, height, data } = await decodeImage(bytes, LIMITS);
    expect([width, height, sha256(data)]).toEqual([600, 450, PILLOW.photographs[name]?.rgb]);
  });
});

/** The start-of-frame marker holds length, precision, height, width. */
function withJpegSize(file: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Buffer.from(file);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** Width and height follow the size of the second header. */
function withBmpSize(file: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(width, 18);
  copy.writeUInt32LE(height, 22);
  return copy;
}

/** In the fixtures that the script wrote itself, width and height are the first two entries, as 16-bit values. */
function withTiffSize(file: Uint8Array, width: number, height: number): Uint8Array {
  const copy = Buffer.from(file);
  const directory = copy.readUInt32LE(4);
  copy.writeUInt16LE(width, directory + 2 + 8);
  copy.writeUInt16LE(height, directory + 2 + 12 + 8);
  return copy;
}

/** Whole numbers below a bound; every run gets the same ones. */
function createRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
