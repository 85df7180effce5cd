import { TAGS, TRANSFER_SYNTAXES } from '@slc/dicom';
import { SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import {
  type Changes,
  changing,
  compressed,
  drawnPixels,
  photographFile,
  SIZE,
} from '../../../dicom/tests/drawn-photograph.js';
import { element } from '../../../dicom/tests/encode-dicom.js';
import { encodeLosslessJpeg } from '../../tests/encode-lossless-jpeg.js';
import { readFixture } from '../../tests/pillow-references.js';
import { decodeImage } from '../decode-image.js';

const LIMITS = { maxBytes: 2 ** 20, maxPixels: 10_000 };
const COUNT = SIZE.width * SIZE.height;
const RGB = drawnPixels();

interface Written {
  readonly syntax?: string;
  readonly isBigEndian?: boolean;
}

function decode(changes: Changes = {}, written: Written = {}) {
  return decodeImage(photographFile({ changes, ...written }), LIMITS);
}

const pixels = (data: Uint8Array, vr = 'OB') => element(TAGS.pixelData, vr, data);
const label = (text: string) =>
  element(TAGS.photometricInterpretation, 'CS', text.padEnd(2 * Math.ceil(text.length / 2)));
const wide = (stored: number) => [
  element(TAGS.bitsAllocated, 'US', 16),
  element(TAGS.bitsStored, 'US', stored),
  element(TAGS.highBit, 'US', stored - 1),
];

/** (3, height, width) of (height, width, 3) */
function planes(data: Uint8Array): Uint8Array {
  return data.map((_, i) => data[(i % COUNT) * 3 + Math.floor(i / COUNT)] ?? 0);
}

/** Little endian, of `bits` bits, with the 8 bits of `data` as the highest. */
function words(data: Uint8Array, bits: number): Uint8Array {
  return new Uint8Array(
    Uint16Array.from(data, (value) => (value << (bits - 8)) | (2 ** (bits - 8) - 1)).buffer,
  );
}

describe('uncompressed pixels', () => {
  it.each<[string, Changes, Written?]>([
    ['RGB', {}],
    ['RGB in planes', changing(element(TAGS.planarConfiguration, 'US', 1), pixels(planes(RGB)))],
    ['RGB of 16 bits', changing(...wide(16), pixels(words(RGB, 16), 'OW'))],
    ['RGB of 12 bits', changing(...wide(12), pixels(words(RGB, 12), 'OW'))],
    ['RGB in big endian', {}, { syntax: TRANSFER_SYNTAXES.explicitBigEndian, isBigEndian: true }],
    [
      'RGB in words in big endian',
      changing(pixels(RGB, 'OW')),
      { syntax: TRANSFER_SYNTAXES.explicitBigEndian, isBigEndian: true },
    ],
    [
      'RGB of 16 bits in big endian',
      changing(...wide(16), pixels(words(RGB, 16), 'OW')),
      { syntax: TRANSFER_SYNTAXES.explicitBigEndian, isBigEndian: true },
    ],
    ['RGB that are named YBR_FULL_422', changing(label('YBR_FULL_422'))],
    ['RGB that are named YBR_RCT', changing(label('YBR_RCT'))],
  ])('become RGB: %s', async (_name, changes, options = {}) => {
    const { data, format, width, height } = await decode(changes, options);
    expect({ format, width, height }).toEqual({ format: 'dicom', ...SIZE });
    expect(Buffer.compare(data, RGB)).toBe(0);
  });

  it('become RGB by the matrix of JFIF', async () => {
    const ybr = Uint8Array.from({ length: 3 * COUNT }, (_, i) => [76, 85, 255][i % 3] ?? 0);
    const { data } = await decode(changing(label('YBR_FULL'), pixels(ybr)));
    expect([...data.subarray(0, 3)]).toEqual([254, 0, 0]);
  });

  it('become RGB from half the colours of YBR_FULL_422', async () => {
    const pair = [200, 100, 128, 128];
    const ybr = Uint8Array.from({ length: 2 * COUNT }, (_, i) => pair[i % 4] ?? 0);
    const { data } = await decode(changing(label('YBR_FULL_422'), pixels(ybr)));
    expect([...data.subarray(0, 6)]).toEqual([200, 200, 200, 100, 100, 100]);
  });

  it.each([
    ['MONOCHROME2', 7],
    ['MONOCHROME1', 248],
  ])('become grey from %s', async (interpretation, expected) => {
    const grey = element(TAGS.samplesPerPixel, 'US', 1);
    const { data } = await decode(
      changing(label(interpretation), grey, pixels(new Uint8Array(COUNT).fill(7))),
    );
    expect([...data.subarray(0, 3)]).toEqual([expected, expected, expected]);
  });

  it('take the nearest colour of a palette when they are beyond it', async () => {
    const palette = [
      [TAGS.redPaletteDescriptor, TAGS.redPaletteData],
      [TAGS.greenPaletteDescriptor, TAGS.greenPaletteData],
      [TAGS.bluePaletteDescriptor, TAGS.bluePaletteData],
    ].flatMap(([descriptor = 0, table = 0]) => [
      element(descriptor, 'US', [2, 100, 8]),
      element(table, 'OW', Uint8Array.of(11, 22)),
    ]);
    const samples = Uint8Array.from({ length: COUNT }, (_, i) => [0, 100, 101, 255][i] ?? 0);
    const one = element(TAGS.samplesPerPixel, 'US', 1);
    const { data } = await decode(changing(label('PALETTE COLOR'), one, ...palette, pixels(samples)));
    expect([0, 3, 6, 9].map((at) => data[at])).toEqual([11, 11, 22, 22]);
  });
});

describe('run-length encoded pixels', () => {
  const { rle: syntax } = TRANSFER_SYNTAXES;

  it('become RGB, from runs, literals and bytes that mean nothing', async () => {
    const segments = [0, 1, 2].map((colour) =>
      packBits(planes(RGB).subarray(colour * COUNT, (colour + 1) * COUNT)),
    );
    const { data } = await decode(compressed(rle(segments)), { syntax });
    expect(Buffer.compare(data, RGB)).toBe(0);
  });

  it('become RGB from 16 bits, whose highest byte comes first', async () => {
    const low = packBits(new Uint8Array(COUNT).fill(9));
    const segments = [0, 1, 2].flatMap((colour) => [
      packBits(planes(RGB).subarray(colour * COUNT, (colour + 1) * COUNT)),
      low,
    ]);
    const { data } = await decode({ ...changing(...wide(16)), ...compressed(rle(segments)) }, { syntax });
    expect(Buffer.compare(data, RGB)).toBe(0);
  });

  const whole = [
    packBits(new Uint8Array(COUNT)),
    packBits(new Uint8Array(COUNT)),
    packBits(new Uint8Array(COUNT)),
  ];
  const beyond = rle(whole);
  beyond.writeUInt32LE(0xffff_fff0, 8);
  it.each([
    ['its header is cut short', Buffer.alloc(60)],
    ['it has two segments', rle(whole.slice(1))],
    ['a segment begins beyond the data', beyond],
    ['a segment holds fewer pixels', rle([...whole.slice(1), whole[0]?.subarray(0, 4) ?? Buffer.alloc(0)])],
    ['a segment holds nothing but bytes without meaning', rle([...whole.slice(1), Buffer.alloc(64, 128)])],
  ])('are refused when %s', async (_name, bytes) => {
    await expect(decode(compressed(bytes), { syntax })).rejects.toMatchObject({ code: 'invalid_image' });
  });
});

describe('a lossless JPEG in a DICOM file', () => {
  const { jpegLossless: syntax } = TRANSFER_SYNTAXES;

  it.each([
    ['12 bits in a stream that says 16', 12, 16, wide(12)],
    ['12 bits in a stream that says 12', 12, 12, wide(12)],
    ['12 bits in a stream that says 12, where the elements say 16', 12, 12, wide(16)],
    ['16 bits, where the elements have room for 8', 16, 16, []],
    ['8 bits, where the elements say 16', 8, 8, wide(16)],
  ])('becomes the highest 8 bits of what is stored: %s', async (_name, bits, says, elements) => {
    const samples = Array.from(RGB, (value) => value << (bits - 8));
    const jpeg = encodeLosslessJpeg(samples, { ...SIZE, bits: says });
    const { data } = await decode({ ...changing(...elements), ...compressed(jpeg) }, { syntax });
    expect(Buffer.compare(data, RGB)).toBe(0);
  });
});

describe('a JPEG in a DICOM file', () => {
  const { jpegBaseline: syntax } = TRANSFER_SYNTAXES;
  const size = { width: 45, height: 37 };
  const sized = changing(element(TAGS.rows, 'US', size.height), element(TAGS.columns, 'US', size.width));

  const decodeJpeg = (jpeg: Uint8Array, interpretation = 'YBR_FULL_422', more: Changes = {}) =>
    decode({ ...sized, ...changing(label(interpretation)), ...more, ...compressed(jpeg) }, { syntax });

  it.each(['rgb-420.jpg', 'rgb-444.jpg', 'rgb-420-progressive.jpg', 'rgb-restarts.jpg'])(
    'gives the pixels of the file %s, in one fragment or several',
    async (name) => {
      const jpeg = readFixture(name);
      const { data } = await decodeImage(jpeg, LIMITS);
      expect(Buffer.compare((await decodeJpeg(jpeg)).data, data)).toBe(0);
      const parts = compressed(jpeg.subarray(0, 500), jpeg.subarray(500, 502), jpeg.subarray(502));
      const joined = await decode({ ...sized, ...changing(label('YBR_FULL')), ...parts }, { syntax });
      expect(Buffer.compare(joined.data, data)).toBe(0);
    },
  );

  it('has the colours that its stream names, whatever the label says, which is noted', async () => {
    const jpeg = readFixture('rgb-420.jpg');
    const { data } = await decodeImage(jpeg, LIMITS);
    const mislabelled = await decodeJpeg(jpeg, 'RGB');
    expect(Buffer.compare(mislabelled.data, data)).toBe(0);
    expect(mislabelled.notes).toEqual(['label-disagrees']);
  });

  it('has the colours of its label where its stream names none', async () => {
    const jpeg = readFixture('rgb-444.jpg');
    const bare = withoutJfif(jpeg);
    const ybr = await decodeJpeg(bare, 'YBR_FULL');
    const rgb = await decodeJpeg(bare, 'RGB');
    expect(Buffer.compare(ybr.data, (await decodeImage(jpeg, LIMITS)).data)).toBe(0);
    expect(Buffer.compare(rgb.data, ybr.data)).not.toBe(0);
    expect([...ybr.notes, ...rgb.notes]).toEqual([]);
  });

  it("has the colours that Adobe's segment names, wherever it lies and whatever JFIF says", async () => {
    const jpeg = readFixture('rgb-444.jpg');
    const bare = withoutJfif(jpeg);
    const rgb = await decodeJpeg(bare, 'RGB');
    const start = jpeg.subarray(0, 2);
    const jfif = jpeg.subarray(2, 2 + jpeg.length - bare.length);
    const behind = bare.subarray(2);
    const adobe = (transform: number) => Buffer.from(`ffee000e41646f62650064000000000${transform}`, 'hex');
    for (const segments of [
      [jfif, adobe(0)],
      [adobe(0), jfif],
      [jfif, adobe(1), jfif, adobe(0)],
    ]) {
      const both = await decodeJpeg(Buffer.concat([start, ...segments, behind]), 'RGB');
      expect([Buffer.compare(both.data, rgb.data), both.notes]).toEqual([0, []]);
    }
    const ybr = await decodeJpeg(Buffer.concat([start, adobe(0), adobe(1), behind]), 'YBR_FULL');
    expect(Buffer.compare(ybr.data, (await decodeImage(jpeg, LIMITS)).data)).toBe(0);
  });

  it('is grey, or its opposite, when it has one component', async () => {
    const jpeg = readFixture('grey.jpg');
    const one = changing(element(TAGS.samplesPerPixel, 'US', 1));
    const grey = await decodeJpeg(jpeg, 'MONOCHROME2', one);
    const inverted = await decodeJpeg(jpeg, 'MONOCHROME1', one);
    expect(Buffer.compare(grey.data, (await decodeImage(jpeg, LIMITS)).data)).toBe(0);
    expect(
      Buffer.compare(
        inverted.data,
        grey.data.map((value) => 255 - value),
      ),
    ).toBe(0);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    [
      'its size is not that of the elements',
      readFixture('rgb-420.jpg'),
      'rows',
      /of 45 x 36 .*, got 45 x 37 with 3$/,
    ],
    ['it has one component', readFixture('grey.jpg'), '', /with 3 samples a pixel .* with 1$/],
    ['it has four', readFixture('cmyk-adobe.jpg'), '', /with 4$/],
    ['it is cut short', readFixture('rgb-420.jpg').subarray(0, 900), '', /got one that is cut short$/],
    ['it is something else', Buffer.from('GIF89a and more'), '', /without a header$/],
    ['it is empty', Buffer.alloc(2), '', /without a header$/],
  ])('is refused when %s', async (_name, jpeg, what, message) => {
    const rows = what === 'rows' ? changing(element(TAGS.rows, 'US', 36)) : {};
    await expect(decodeJpeg(jpeg, 'YBR_FULL_422', rows)).rejects.toMatchObject({
      code: 'invalid_image',
      message: expect.stringMatching(message),
    });
  });
});

describe('any DICOM file', () => {
  it('is measured before it is decoded', async () => {
    const huge = changing(element(TAGS.rows, 'US', 65_535), element(TAGS.columns, 'US', 65_535));
    const rle = decode({ ...huge, ...compressed(Buffer.alloc(64)) }, { syntax: TRANSFER_SYNTAXES.rle });
    await expect(rle).rejects.toMatchObject({ code: 'too_many_pixels' });
  });

  it('is never told apart by what its elements hold of the patient', async () => {
    const named = photographFile({ changes: changing(element(TAGS.rows, 'US', 0)) });
    const error = await decodeImage(named, LIMITS).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(SlcError);
    expect(JSON.stringify(error) + String(error)).not.toContain('ZZZTOP');
  });
});

/** Runs of equal bytes, and others as they are. Each segment begins with a byte that means nothing. */
function packBits(plane: Uint8Array): Buffer {
  const packed = [128];
  for (let i = 0; i < plane.length; ) {
    let run = 1;
    while (run < 128 && plane[i + run] === plane[i] && i + run < plane.length) run++;
    packed.push(...(run > 1 ? [257 - run, plane[i] ?? 0] : [0, plane[i] ?? 0]));
    i += run;
  }
  return Buffer.from(packed);
}

function rle(segments: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(64);
  header.writeUInt32LE(segments.length, 0);
  let at = 64;
  for (const [i, segment] of segments.entries()) {
    header.writeUInt32LE(at, 4 + 4 * i);
    at += segment.length;
  }
  return Buffer.concat([header, ...segments]);
}

function withoutJfif(jpeg: Buffer): Buffer {
  const length = jpeg.readUInt16BE(4);
  return Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(4 + length)]);
}
