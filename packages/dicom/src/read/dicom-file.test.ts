import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dataset, type Encoded, element, part10 } from '../../tests/encode-dicom.js';
import { TAGS } from '../tags.js';
import { TRANSFER_SYNTAXES } from '../uids.js';
import { readDicomFile } from './dicom-file.js';
import { bytesOf, textOf, uint16sOf } from './values.js';

const LIMITS = { maxBytes: 2 ** 20 };
const { implicitLittleEndian, explicitLittleEndian, explicitBigEndian, deflated } = TRANSFER_SYNTAXES;
const EXPLICIT: Encoded = { isExplicit: true, isLittleEndian: true };

const ELEMENTS = [
  element(TAGS.sopClassUid, 'UI', '1.2.3\0'),
  element(TAGS.rows, 'US', 450),
  element(TAGS.columns, 'US', 600),
  element(TAGS.pixelData, 'OW', new Uint8Array(6)),
];

describe('a DICOM file', () => {
  it.each([
    ['implicit little endian', implicitLittleEndian, { isExplicit: false, isLittleEndian: true }],
    ['explicit little endian', explicitLittleEndian, EXPLICIT],
    ['explicit big endian', explicitBigEndian, { isExplicit: true, isLittleEndian: false }],
    ['explicit, but named implicit', implicitLittleEndian, EXPLICIT],
    ['implicit, but named explicit', explicitLittleEndian, { isExplicit: false, isLittleEndian: true }],
  ])('gives its elements when it is %s', async (_name, syntax, encoding) => {
    const file = await readDicomFile(part10(syntax, dataset(encoding, ELEMENTS)), LIMITS);
    expect(file.transferSyntax).toBe(syntax);
    expect(textOf(file.dataset, TAGS.sopClassUid)).toBe('1.2.3');
    expect(uint16sOf(file.dataset, TAGS.rows)).toEqual([450]);
    expect(uint16sOf(file.dataset, TAGS.columns)).toEqual([600]);
    expect(bytesOf(file.dataset, TAGS.pixelData)).toHaveLength(6);
  });

  it('gives its elements when it is deflated, with the byte that makes its length even', async () => {
    const bytes = Buffer.concat([deflateRawSync(dataset(EXPLICIT, ELEMENTS)), Buffer.alloc(1)]);
    const file = await readDicomFile(part10(deflated, bytes), LIMITS);
    expect(uint16sOf(file.dataset, TAGS.rows)).toEqual([450]);
  });

  it('needs no group length', async () => {
    const whole = part10(explicitLittleEndian, dataset(EXPLICIT, ELEMENTS));
    const without = Buffer.concat([whole.subarray(0, 132), whole.subarray(144)]);
    expect((await readDicomFile(without, LIMITS)).dataset.elements.size).toBe(4);
  });

  it('never depends on what its preamble holds', async () => {
    const bytes = part10(explicitLittleEndian, dataset(EXPLICIT, ELEMENTS));
    bytes.set(Buffer.from('MZ II*\0 %PDF <script>'), 0);
    expect((await readDicomFile(bytes, LIMITS)).dataset.elements.size).toBe(4);
  });

  it('is refused when it does not name its transfer syntax', async () => {
    const bytes = part10(undefined, dataset(EXPLICIT, ELEMENTS));
    await expect(readDicomFile(bytes, LIMITS)).rejects.toMatchObject({
      code: 'invalid_image',
      message: 'image: expected a DICOM file that names its transfer syntax, got one that does not',
    });
  });

  it('is refused at any cut, and at no cut does anything else happen', async () => {
    const bytes = part10(explicitLittleEndian, dataset(EXPLICIT, ELEMENTS));
    for (let length = 0; length < bytes.length; length++) {
      const reading = readDicomFile(bytes.subarray(0, length), LIMITS);
      const outcome = await reading.then(
        ({ dataset }) => dataset.elements.has(TAGS.pixelData),
        ({ code }) => code,
      );
      // Between two elements, what is left may be a whole file without pixel data.
      expect(['invalid_image', false]).toContain(outcome);
    }
  });
});

describe('a deflated dataset', () => {
  it('is refused when it inflates beyond the limit of an upload, before it has', async () => {
    const bomb = part10(deflated, deflateRawSync(Buffer.alloc(4_000_000)));
    expect(bomb.length).toBeLessThan(10_000);
    await expect(readDicomFile(bomb, LIMITS)).rejects.toMatchObject({ code: 'image_too_large' });
  });

  it('is refused when it is cut short or is no deflated data', async () => {
    const whole = deflateRawSync(dataset(EXPLICIT, ELEMENTS));
    for (const bytes of [whole.subarray(0, -3), Buffer.alloc(20, 0xff), Buffer.alloc(0)]) {
      await expect(readDicomFile(part10(deflated, bytes), LIMITS)).rejects.toMatchObject({
        code: 'invalid_image',
        message: 'image: expected a whole DICOM file, got one that is damaged at its deflated data',
      });
    }
  });
});
