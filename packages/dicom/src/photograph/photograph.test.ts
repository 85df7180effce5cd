import { describe, expect, it } from 'vitest';
import { type Changes, changing, compressed, photographFile, SIZE } from '../../tests/drawn-photograph.js';
import { element } from '../../tests/encode-dicom.js';
import { TAGS } from '../tags.js';
import { SOP_CLASSES, TRANSFER_SYNTAXES } from '../uids.js';
import { readPhotograph } from './photograph.js';

const LIMITS = { maxBytes: 2 ** 20 };

function read(changes: Changes = {}, syntax?: string) {
  return readPhotograph(photographFile({ changes, ...(syntax && { syntax }) }), LIMITS);
}

describe('a photograph in a DICOM file', () => {
  it('is described by its elements', async () => {
    expect(await read()).toMatchObject({
      ...SIZE,
      compression: 'none',
      colours: 'rgb',
      samplesPerPixel: 3,
      bytesPerSample: 1,
      bitsStored: 8,
      isPlanar: false,
      byteOrder: 'little-endian',
      notes: [],
    });
  });

  it('is all fragments behind the offset table, which may be empty or not', async () => {
    const fragments = [Buffer.from('one '), Buffer.from('two '), Buffer.from('3!')];
    const { parts } = await read(compressed(...fragments), TRANSFER_SYNTAXES.rle);
    expect(Buffer.concat(parts).toString()).toBe('one two 3!');
  });

  it.each([
    ['burned-in-annotation', changing(element(TAGS.burnedInAnnotation, 'CS', 'YES '))],
    ['not-dermoscopy', changing(element(TAGS.sopClassUid, 'UI', SOP_CLASSES.endoscopicImage))],
    ['label-disagrees', changing(element(TAGS.photometricInterpretation, 'CS', 'YBR_FULL_422'))],
  ])('is read all the same when there is something to note: %s', async (note, changes) => {
    expect(await read(changes)).toMatchObject({ colours: 'rgb', notes: [note] });
  });

  it.each([
    ['a structured report', '1.2.840.10008.5.1.4.1.1.88.34'],
    ['a CT image', '1.2.840.10008.5.1.4.1.1.2'],
    ['a whole slide image', '1.2.840.10008.5.1.4.1.1.77.1.6'],
    ['a confocal microscopy image', '1.2.840.10008.5.1.4.1.1.77.1.8'],
    ['a video', '1.2.840.10008.5.1.4.1.1.77.1.4.1'],
    ['a document in a DICOM file', '1.2.840.10008.5.1.4.1.1.104.1'],
    ['a DICOM directory', '1.2.840.10008.1.3.10'],
  ])('is not %s, which is named', async (name, uid) => {
    await expect(read(changing(element(TAGS.sopClassUid, 'UI', uid)))).rejects.toMatchObject({
      code: 'unsupported_media_type',
      message: `image: expected a photograph in a DICOM file, got ${name}`,
    });
  });

  it.each([
    ['one with JPEG XL', '1.2.840.10008.1.2.4.110'],
    ['one with High-Throughput JPEG 2000', '1.2.840.10008.1.2.4.201'],
    ['a video (MPEG)', '1.2.840.10008.1.2.4.102'],
    ['a video (HEVC)', '1.2.840.10008.1.2.4.107'],
    ['one with encapsulated uncompressed data', '1.2.840.10008.1.2.1.98'],
    ['one that is deflated frame by frame', '1.2.840.10008.1.2.8.1'],
    ['one whose pixels lie on a server (JPIP)', '1.2.840.10008.1.2.4.94'],
    ['one with an unknown transfer syntax', '1.2.840.113619.5.2'],
  ])('is not compressed as %s, which is named', async (name, syntax) => {
    await expect(read({}, syntax)).rejects.toMatchObject({
      code: 'unsupported_media_type',
      message: `image: expected a DICOM file without compression, or with RLE, JPEG, JPEG-LS or JPEG 2000, got ${name}`,
    });
  });

  it.each<[string, Changes, RegExp]>([
    ['two frames', changing(element(TAGS.numberOfFrames, 'IS', '2 ')), /of one frame, got one of 2$/],
    ['no number of frames', changing(element(TAGS.numberOfFrames, 'IS', '1A')), /damaged at \(0028,0008\)$/],
    ['oblong pixels', changing(element(TAGS.pixelAspectRatio, 'IS', '2\\1 ')), /square pixels/],
    ['no rows', { [TAGS.rows]: undefined }, /damaged at \(0028,0010\)$/],
    ['rows of 0', changing(element(TAGS.rows, 'US', 0)), /damaged at \(0028,0010\)$/],
    ['rows of 32 bits', changing(element(TAGS.rows, 'UL', [32, 0])), /damaged at \(0028,0010\)$/],
    ['more rows than pixels', changing(element(TAGS.rows, 'US', 33)), /cut short$/],
    [
      '65,535 rows and columns',
      changing(element(TAGS.rows, 'US', 65_535), element(TAGS.columns, 'US', 65_535)),
      /cut short$/,
    ],
    ['another number of samples', changing(element(TAGS.samplesPerPixel, 'US', 4)), /another photometric/],
    [
      'another interpretation',
      changing(element(TAGS.photometricInterpretation, 'CS', 'CMYK')),
      /another photometric/,
    ],
    ['32 bits', changing(element(TAGS.bitsAllocated, 'US', 32)), /got one of 8 bits in 32$/],
    ['more bits than there are', changing(element(TAGS.bitsStored, 'US', 12)), /got one of 12 bits in 8$/],
    [
      'signed samples',
      changing(element(TAGS.pixelRepresentation, 'US', 1)),
      /got one of 8 bits in 8, signed$/,
    ],
    [
      'grey of 12 bits',
      changing(
        element(TAGS.samplesPerPixel, 'US', 1),
        element(TAGS.photometricInterpretation, 'CS', 'MONOCHROME2 '),
        element(TAGS.bitsAllocated, 'US', 16),
        element(TAGS.bitsStored, 'US', 12),
        element(TAGS.highBit, 'US', 11),
      ),
      /expected a colour picture, or a grey one of 8 bits, in a DICOM file, got one of 12 bits in 16$/,
    ],
    [
      'bits that are not the lowest',
      changing(
        element(TAGS.bitsAllocated, 'US', 16),
        element(TAGS.bitsStored, 'US', 12),
        element(TAGS.highBit, 'US', 15),
      ),
      /expected the stored bits of a sample at its bottom in a DICOM file, got 12 bits of 16 with the highest at 15$/,
    ],
    ['fragments where there is no compression', compressed(Buffer.from('ab')), /damaged at \(7FE0,0010\)$/],
  ])('is refused with %s', async (_name, changes, message) => {
    await expect(read(changes)).rejects.toMatchObject({
      code: 'invalid_image',
      message: expect.stringMatching(message),
    });
  });

  it('is refused when its compressed data are not in fragments, or there is none', async () => {
    await expect(read({}, TRANSFER_SYNTAXES.rle)).rejects.toMatchObject({
      message: expect.stringMatching(/whose pixel data are in fragments/),
    });
    await expect(read(compressed(), TRANSFER_SYNTAXES.rle)).rejects.toMatchObject({
      message: expect.stringMatching(/cut short$/),
    });
  });

  it('is refused without pixel data', async () => {
    await expect(read({ [TAGS.pixelData]: undefined })).rejects.toMatchObject({
      code: 'unsupported_media_type',
      message: expect.stringMatching(/got a DICOM file without pixel data$/),
    });
  });
});

describe('a palette', () => {
  const [red, green, blue] = [
    [TAGS.redPaletteDescriptor, TAGS.redPaletteData],
    [TAGS.greenPaletteDescriptor, TAGS.greenPaletteData],
    [TAGS.bluePaletteDescriptor, TAGS.bluePaletteData],
  ] as const;

  function palette(descriptor: readonly number[], data: Uint8Array): Changes {
    return changing(
      element(TAGS.samplesPerPixel, 'US', 1),
      element(TAGS.photometricInterpretation, 'CS', 'PALETTE COLOR '),
      ...[red, green, blue].flatMap(([descriptorTag, dataTag], i) => [
        element(descriptorTag, 'US', descriptor),
        element(
          dataTag,
          'OW',
          data.map((value) => (value === 0 ? 0 : value + i)),
        ),
      ]),
    );
  }

  it.each([
    ['16 bits', [3, 5, 16], [0, 10, 0, 20, 0, 30]],
    ['8 bits in words', [3, 5, 8], [10, 0, 20, 0, 30, 0]],
    ['8 bits in bytes', [3, 5, 8], [10, 20, 30, 0]],
  ])('gives its colours from values of %s', async (_name, descriptor, data) => {
    const photograph = await read(palette(descriptor, Uint8Array.from(data)));
    expect(photograph.palette).toEqual({
      first: 5,
      colours: Uint8Array.of(10, 11, 12, 20, 21, 22, 30, 31, 32),
    });
  });

  it('has 65,536 colours when it says 0', async () => {
    const { palette: read65536 } = await read(palette([0, 0, 16], new Uint8Array(131_072)));
    expect(read65536?.colours).toHaveLength(65_536 * 3);
  });

  it.each<[string, Changes]>([
    ['it is shorter than it says', palette([256, 0, 16], new Uint8Array(510))],
    ['it says 65,536 colours and has one', palette([0, 0, 16], new Uint8Array(2))],
    ['its values have 12 bits', palette([3, 5, 12], new Uint8Array(6))],
    ['its descriptor lacks a number', palette([3, 5], new Uint8Array(6))],
    ['a colour is missing', { ...palette([3, 5, 16], new Uint8Array(6)), [TAGS.bluePaletteData]: undefined }],
    [
      'its colours differ in number',
      {
        ...palette([3, 5, 16], new Uint8Array(6)),
        ...changing(element(TAGS.bluePaletteDescriptor, 'US', [2, 5, 16])),
      },
    ],
    [
      'it is written in segments',
      {
        ...palette([3, 5, 16], new Uint8Array(6)),
        ...changing(element(TAGS.segmentedRedPaletteData, 'OW', 'abcd')),
      },
    ],
  ])('is refused when %s', async (_name, changes) => {
    await expect(read(changes)).rejects.toMatchObject({ code: 'invalid_image' });
  });
});
