import { describe, expect, it } from 'vitest';
import { encodeLosslessJpeg, type LosslessOptions } from '../../tests/encode-lossless-jpeg.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { readJpegStream } from './jpeg-stream.js';
import { sampleReader } from './samples.js';

// What DCMTK writes is in tests/dicom-variants.test.ts: all predictors, one scan, no restarts.

const SIZE = { width: 40, height: 12 };
const LENGTH = SIZE.width * SIZE.height * 3;

function drawn(bits: number): number[] {
  return Array.from({ length: LENGTH }, (_, i) => (i * i * 31 + i * 7) % 2 ** bits);
}

async function decode(jpeg: Uint8Array): Promise<number[]> {
  const stream = readJpegStream(jpeg);
  if (stream === undefined) throw new Error('expected a frame header');
  const samples = await decodeJpegLossless(jpeg, stream, undefined);
  const read = sampleReader(samples);
  return Array.from({ length: LENGTH }, (_, i) => read(i));
}

describe('decodeJpegLossless', () => {
  it.each<[string, Omit<LosslessOptions, 'width' | 'height'>]>([
    ['8 bits', {}],
    ['12 bits', { bits: 12 }],
    ['16 bits, whose differences may be 32,768', { bits: 16 }],
    ['2 bits', { bits: 2 }],
    ['a scan for each colour', { oneScanForEachColour: true }],
    ['restarts', { rowsBetweenRestarts: 1 }],
    ['restarts of more than their eight numbers', { rowsBetweenRestarts: 1, oneScanForEachColour: true }],
    ['restarts that do not divide the height', { rowsBetweenRestarts: 5 }],
  ])('gives the samples of %s', async (_name, options) => {
    const samples = drawn(options.bits ?? 8);
    expect(await decode(encodeLosslessJpeg(samples, { ...SIZE, ...options }))).toEqual(samples);
  });

  it('gives samples that are shifted, without their lowest bits', async () => {
    const samples = drawn(8);
    const jpeg = encodeLosslessJpeg(samples, { ...SIZE, shift: 2 });
    expect(await decode(jpeg)).toEqual(samples.map((sample) => (sample >> 2) << 2));
  });

  const whole = encodeLosslessJpeg(drawn(8), { ...SIZE, rowsBetweenRestarts: 2 });
  const changed = (find: string, instead: string) => {
    const hex = whole.toString('hex');
    expect(hex).toContain(find);
    return Buffer.from(hex.replace(find, instead), 'hex');
  };
  it.each<[string, () => Buffer]>([
    ['its data are cut short', () => Buffer.concat([whole.subarray(0, -60), whole.subarray(-2)])],
    ['its data are missing', () => whole.subarray(0, whole.indexOf(Buffer.from('ffda', 'hex')) + 14)],
    ['a restart marker is missing', () => changed('ffd1', '')],
    ['its codes are not defined', () => changed('ffc4', 'ffe5')],
    ['more codes are defined than there are', () => changed('ffc40024000000000011', 'ffc40024000300000011')],
    ['a table is longer than its segment', () => changed('ffc40024000000000011', 'ffc400240000000000ff')],
    ['a colour comes twice', () => changed('ffda000c03010002', 'ffda000c03010001')],
    ['a colour is unknown', () => changed('ffda000c0301', 'ffda000c0309')],
    ['a code has no meaning', () => changed('ffc40024000000000011', 'ffc40024000000000001')],
    ['its predictor is none', () => encodeLosslessJpeg(drawn(8), { ...SIZE, predictor: 0 })],
    ['it is shifted by all bits', () => encodeLosslessJpeg(drawn(8), { ...SIZE, shift: 8 })],
    ['its restarts are within rows', () => changed('ffdd00040050', 'ffdd00040051')],
  ])('refuses a file when %s', async (_name, file) => {
    await expect(decode(file())).rejects.toMatchObject({
      code: 'invalid_image',
      message: expect.stringMatching(
        /whole lossless JPEG picture in a DICOM file, got one that is damaged or cut short$/,
      ),
    });
  });
});
