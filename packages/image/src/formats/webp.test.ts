import { describe, expect, it } from 'vitest';
import { PILLOW, readFixture, sha256 } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';
import { sharp } from '../libvips.js';
import { webp } from './webp.js';

const LIMITS = { maxBytes: 10 * 1024 * 1024, maxPixels: 50_000_000 };

describe('webp.readSize', () => {
  it.each(['lossy.webp', 'lossless.webp', 'lossy-alpha.webp', 'lossy-profile.webp', 'animated.webp'])(
    'reads the size of %s',
    (name) => {
      expect(webp.readSize(readFixture(name))).toEqual({ width: 45, height: 37 });
    },
  );

  it('finds none when zeros or nothing follow the magic bytes', () => {
    const magic = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
    for (const bytes of [0, 17, 300]) {
      expect(webp.readSize(Buffer.concat([magic, Buffer.alloc(bytes)]))).toBeUndefined();
    }
  });
});

describe('webp.trim', () => {
  it.each(['lossy.webp', 'lossless.webp', 'lossy-alpha.webp'])('returns %s itself', (name) => {
    const file = readFixture(name);
    expect(webp.trim(file)).toBe(file);
  });

  it('drops metadata', () => {
    const file = readFixture('lossy-profile.webp');
    const bare = webp.trim(file);
    expect(file.includes('ICCP')).toBe(true);
    expect(Buffer.from(bare).includes('ICCP')).toBe(false);
    expect(declaredBytes(bare)).toBe(bare.length);
  });

  it('drops all frames but the first', () => {
    const file = readFixture('animated.webp');
    const bare = webp.trim(file);
    expect(bare.length).toBe(file.lastIndexOf('ANMF'));
    expect(declaredBytes(bare)).toBe(bare.length);
  });

  it('keeps a file cut short by as many bytes as before', () => {
    const bare = webp.trim(readFixture('animated.webp').subarray(0, -5));
    expect(declaredBytes(bare)).toBeGreaterThan(bare.length);
  });
});

describe('decodeImage of a WebP with bytes after its end', () => {
  it.each(['lossy-profile.webp', 'animated.webp'])('gives the pixels of %s', async (name) => {
    for (const tail of [Buffer.alloc(16), Buffer.alloc(16, 255), readFixture(name)]) {
      const { data } = await decodeImage(Buffer.concat([readFixture(name), tail]), LIMITS);
      expect(sha256(data)).toBe(PILLOW.decode[name]?.sha256);
    }
  });
});

describe('decodeImage of an animated WebP', () => {
  it('gives the first of 100,000 frames at once', async () => {
    const file = await animationOf(100_000);
    expect(file.length).toBeGreaterThan(5_000_000);
    expect(sha256((await decodeImage(file, LIMITS)).data)).toBe(PILLOW.decode['animated.webp']?.sha256);
  }, 20_000);

  it('refuses one that ends within a later frame', async () => {
    const file = (await animationOf(3)).subarray(0, -5);
    await expect(decodeImage(file, LIMITS)).rejects.toMatchObject({ code: 'invalid_image' });
  });
});

/** The drawing in `animated.webp`, followed by frames of one pixel. */
async function animationOf(frames: number): Promise<Buffer> {
  const animated = readFixture('animated.webp');
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#888' } })
    .webp({ lossless: true })
    .toBuffer();
  const picture = pixel.subarray(12);
  const frame = Buffer.alloc(8 + 16 + picture.length);
  frame.write('ANMF', 'latin1');
  frame.writeUInt32LE(16 + picture.length, 4);
  picture.copy(frame, 24);
  const file = Buffer.concat([
    animated.subarray(0, animated.lastIndexOf('ANMF')),
    ...Array<Buffer>(frames - 1).fill(frame),
  ]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

function declaredBytes(file: Uint8Array): number {
  return 8 + Buffer.from(file).readUInt32LE(4);
}
