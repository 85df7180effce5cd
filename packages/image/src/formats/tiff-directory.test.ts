import { describe, expect, it } from 'vitest';
import { readFixture } from '../../tests/pillow-references.js';
import { tiff } from './tiff.js';
import { readFields, withField } from './tiff-directory.js';

const SIZE = { width: 45, height: 37 };
const EXTRA_SAMPLES = 338;

/** In bytes, by type. */
const SIZES: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 8: 2, 9: 4, 16: 8 };

describe('readFields', () => {
  it.each([
    ['rgba-8-premultiplied.tif', 4, 2, 1],
    ['rgba-8-premultiplied-big-endian.tif', 4, 2, 1],
    ['rgbx-8.tif', 4, 2, 0],
    ['rgb-8-bigtiff.tif', 3, 2, undefined],
    ['grey-16-white-is-zero.tif', 1, 0, undefined],
  ])(
    'reads size, samples, photometric and extra sample of %s',
    (name, samplesPerPixel, photometric, extraSample) => {
      const fields = readFields(readFixture(name));
      expect(tiff.readSize(readFixture(name))).toEqual(SIZE);
      expect(fields.get(277)?.value).toBe(samplesPerPixel);
      expect(fields.get(262)?.value).toBe(photometric);
      expect(fields.get(EXTRA_SAMPLES)?.value).toBe(extraSample);
    },
  );

  it.each(['II*\0', 'MM\0*', 'II+\0', 'MM\0+'])(
    'finds nothing when zeros, ones or nothing follow %j',
    (magic) => {
      const start = Buffer.from(magic, 'latin1');
      for (const tail of [Buffer.alloc(0), Buffer.alloc(11), Buffer.alloc(300), Buffer.alloc(300, 255)]) {
        expect(tiff.readSize(Buffer.concat([start, tail]))).toBeUndefined();
      }
    },
  );

  it('reads no directory of more entries than libtiff would', () => {
    expect(tiff.readSize(bigTiffOf(65_535))).toEqual({ width: 64, height: 64 });
    expect(tiff.readSize(bigTiffOf(65_536))).toBeUndefined();
  });

  it.each([
    ['BYTE', 1],
    ['SHORT', 3],
    ['LONG', 4],
    ['SSHORT', 8],
    ['SLONG', 9],
    ['LONG8', 16],
  ])('reads a size of the type %s', (_, type) => {
    const file = Buffer.from(bigTiffOf(2));
    for (const entry of [24, 44]) file.writeUInt16LE(type, entry + 2);
    expect(tiff.readSize(file)).toEqual({ width: 64, height: 64 });
    const changed = withField(file, { value: 64, offset: 36, size: SIZES[type] ?? 4 }, 65);
    expect(tiff.readSize(changed)).toEqual({ width: 65, height: 64 });
  });

  it('reads the whole entries of a directory that is cut short', () => {
    const file = readFixture('rgb-8-big-endian.tif');
    expect(tiff.readSize(file.subarray(0, -40))).toEqual(SIZE);
  });
});

describe('withField', () => {
  it.each(['rgba-8-premultiplied.tif', 'rgba-8-premultiplied-big-endian.tif'])(
    'changes a copy of %s',
    (name) => {
      const file = readFixture(name);
      const extraSample = readFields(file).get(EXTRA_SAMPLES);
      const changed = extraSample === undefined ? file : withField(file, extraSample, 2);
      expect(readFields(changed).get(EXTRA_SAMPLES)?.value).toBe(2);
      expect(readFields(file).get(EXTRA_SAMPLES)?.value).toBe(1);
      expect(changed.filter((byte, i) => byte !== file[i])).toHaveLength(1);
    },
  );
});

/** Width, height, and meaningless entries up to the given number. */
function bigTiffOf(entries: number): Uint8Array {
  const file = Buffer.alloc(16 + 8 + entries * 20 + 8);
  file.write('II+\0\x08\0\0\0', 'latin1');
  file.writeBigUInt64LE(16n, 8);
  file.writeBigUInt64LE(BigInt(entries), 16);
  for (let i = 0; i < entries; i++) {
    const entry = 24 + i * 20;
    file.writeUInt16LE(256 + Math.min(i, 2), entry);
    file.writeUInt16LE(3, entry + 2);
    file.writeBigUInt64LE(1n, entry + 4);
    file.writeUInt16LE(64, entry + 12);
  }
  return file;
}
