import { describe, expect, it } from 'vitest';
import { readDicomFile } from '../read/dicom-file.js';
import { bytesOf, textOf, uint16sOf } from '../read/values.js';
import { TAGS } from '../tags.js';
import { TRANSFER_SYNTAXES } from '../uids.js';
import { type Attributes, DICTIONARY } from './attributes.js';
import { writeDicomFile } from './write-dicom-file.js';

const UIDS = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '1.2.3' };

async function written(attributes: Attributes) {
  return await readDicomFile(writeDicomFile({ ...UIDS, ...attributes }), { maxBytes: 1_000_000 });
}

/** The bytes of one element, with its padding. */
async function valueIn(attributes: Attributes, keyword: keyof Attributes) {
  const { dataset } = await written(attributes);
  const bytes = bytesOf(dataset, DICTIONARY[keyword][0]);
  return bytes && Buffer.from(bytes).toString('utf8');
}

describe('a written DICOM file', () => {
  it('says what it is before its dataset', async () => {
    const { meta, transferSyntax } = await written({});
    expect(transferSyntax).toBe(TRANSFER_SYNTAXES.explicitLittleEndian);
    expect(textOf(meta, TAGS.mediaStorageSopClassUid)).toBe(UIDS.SOPClassUID);
    expect(textOf(meta, DICTIONARY.MediaStorageSOPInstanceUID[0])).toBe(UIDS.SOPInstanceUID);
  });

  it('has a group length by which group 2 can be skipped', () => {
    const file = Buffer.from(writeDicomFile(UIDS));
    const metaStart = 132 + 12;
    const dataset = metaStart + file.readUInt32LE(132 + 8);
    expect(file.readUInt16LE(dataset)).toBe(0x0008);
  });

  it('holds numbers, pixels and sequences in each other', async () => {
    const { dataset } = await written({
      Rows: 480,
      ContentSequence: [
        { ValueType: 'CODE', ConceptNameCodeSequence: [{ CodeValue: 'A' }, { CodeValue: 'B' }] },
        {},
      ],
      PixelData: Uint8Array.of(1, 2, 3),
    });
    expect(uint16sOf(dataset, TAGS.rows)).toEqual([480]);
    expect(bytesOf(dataset, TAGS.pixelData)).toEqual(Buffer.from([1, 2, 3, 0]));
    const content = bytesOf(dataset, DICTIONARY.ContentSequence[0]);
    expect(Buffer.from(content ?? []).toString('latin1')).toMatch(/CODE.*A .*B .*/s);
  });

  it('orders its elements by tag, whatever order they were given in', async () => {
    const { dataset } = await written({ StudyID: '1', PatientID: '2', AccessionNumber: '3' });
    const tags = [...dataset.elements.keys()];
    expect(tags).toEqual(tags.toSorted((a, b) => a - b));
  });

  it.each([
    ['text', { PatientID: 'odd' }, 'PatientID', 'odd '],
    ['a UID', { StudyInstanceUID: '1.2' }, 'StudyInstanceUID', '1.2\0'],
    ['several values', { ImageType: ['DERIVED', 'SECONDARY'] }, 'ImageType', 'DERIVED\\SECONDARY '],
    ['what was copied', { PatientName: Buffer.from('A^B') }, 'PatientName', 'A^B '],
    ['nothing', { StudyID: '' }, 'StudyID', ''],
  ] as const)('fills up %s to an even length', async (_, attributes, keyword, value) => {
    expect(await valueIn(attributes, keyword)).toBe(value);
  });

  it('has text in UTF-8 where that is its character set', async () => {
    const attributes = { SpecificCharacterSet: 'ISO_IR 192', StudyDescription: 'Nævus à peau' };
    expect(await valueIn(attributes, 'StudyDescription')).toBe('Nævus à peau');
  });

  it('has ASCII alone beside values of another character set, without accents', async () => {
    const attributes = { SpecificCharacterSet: 'ISO_IR 100', StudyDescription: 'Lésion à 黒' };
    expect(await valueIn(attributes, 'StudyDescription')).toBe('Lesion a ?');
  });

  it('is the same bytes each time', () => {
    const attributes = { ...UIDS, ContentSequence: [{ TextValue: 'a' }], PatientID: '1' };
    expect(writeDicomFile(attributes)).toEqual(writeDicomFile({ ...attributes }));
  });

  it.each([
    [
      'a text that is too long',
      { StudyID: 'x'.repeat(17) },
      /StudyID: expected at most 16 characters, got 17/,
    ],
    ['one value that would be two', { StudyID: 'a\\b' }, /StudyID: .*without a backslash/],
    ['a code with letters beyond ASCII', { Modality: 'É' }, /Modality: expected printable ASCII/],
    ['a number that does not fit', { Rows: 65_536 }, /Rows: expected a whole number of 2 bytes, got 65536/],
    [
      'a copied value that is too long',
      { PatientID: new Uint8Array(65_535) },
      /PatientID: expected at most 65534/,
    ],
  ] as const)('is not written with %s', (_, attributes, message) => {
    expect(() => writeDicomFile({ ...UIDS, ...attributes })).toThrow(message);
  });
});
