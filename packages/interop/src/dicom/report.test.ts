import { type Attributes, bytesOf, DICTIONARY, readDicomFile, textOf, writeDicomFile } from '@slc/dicom';
import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_ANSWERS,
  EXAMPLE_IMAGE,
  EXPLANATION,
  exampleAnswer,
  exampleSource,
  HAM10000,
} from '../../tests/example-answers.js';
import { derivedUids } from './derived-uids.js';
import { writeHeatMapCapture } from './heat-map-capture.js';
import { writeReport } from './report.js';
import { readSourceInstance } from './source-instance.js';

async function reportOn(image: Attributes = {}, classification = exampleAnswer(), labels = HAM10000) {
  const bytes = writeReport({ classification, labels, source: await exampleSource(image) });
  const { dataset } = await readDicomFile(bytes, { maxBytes: 1_000_000 });
  const [text, raw] = [textOf, bytesOf].map(
    (read) => (keyword: keyof Attributes) => read(dataset, DICTIONARY[keyword][0]),
  );
  return {
    bytes,
    text,
    raw,
    has: (keyword: keyof Attributes) => dataset.elements.has(DICTIONARY[keyword][0]),
  };
}

describe('a report', () => {
  it('is preliminary, complete and unverified', async () => {
    const { text } = await reportOn();
    const flags = ['PreliminaryFlag', 'CompletionFlag', 'VerificationFlag'] as const;
    expect(flags.map((flag) => text?.(flag))).toEqual(['PRELIMINARY', 'COMPLETE', 'UNVERIFIED']);
  });

  it('is in the image’s study and of its patient, in a series of its own', async () => {
    const { text } = await reportOn();
    for (const keyword of ['StudyInstanceUID', 'PatientID', 'PatientName', 'AccessionNumber'] as const) {
      expect(text?.(keyword)).toBe(EXAMPLE_IMAGE[keyword]);
    }
    expect(text?.('SeriesInstanceUID')).not.toBe(EXAMPLE_IMAGE.SeriesInstanceUID);
  });

  it('is the same bytes for the same answer, whenever it is written', async () => {
    const [once, again] = [await reportOn(), await reportOn()];
    expect(once.bytes).toEqual(again.bytes);
  });

  it('has UIDs that follow from the image, the weights and what it is', async () => {
    const { text } = await reportOn();
    const { model } = exampleAnswer();
    const uids = derivedUids('2.25.11', model, 'report');
    expect([text?.('SOPInstanceUID'), text?.('SeriesInstanceUID')]).toEqual(Object.values(uids));
    const others = [
      derivedUids('2.25.111', model, 'report'),
      derivedUids('2.25.11', { sha256: 'f'.repeat(64) }, 'report'),
      derivedUids('2.25.11', model, 'heat-map grad-cam'),
      derivedUids('2.25.11', model, 'heat-map score-cam'),
    ];
    expect(new Set([uids, ...others].flatMap((pair) => Object.values(pair))).size).toBe(10);
  });

  it.each([
    [{ AcquisitionDateTime: '20230405060708.5+0200', ContentDate: '20230406' }, '20230405', '060708.5'],
    [{ AcquisitionDate: '20230405', AcquisitionTime: '0607', ContentDate: '20230406' }, '20230405', '0607'],
    [{ ContentDate: '20230406', ContentTime: 'noon' }, '20230406', '000000'],
    [{}, '20240102', '101112'],
    [{ StudyDate: '', StudyTime: '' }, '19000101', '000000'],
    [{ StudyDate: Buffer.from('2024.1.2') }, '19000101', '000000'],
    [{ AcquisitionDateTime: '20261330', ContentDate: '20230406' }, '20230406', '000000'],
    [{ AcquisitionDateTime: '20230229', AcquisitionTime: '25' }, '20240102', '101112'],
    [{ AcquisitionDate: '20230405', AcquisitionTime: '2461' }, '20230405', '000000'],
  ])('of an image with %o is dated %s %s', async (image, date, time) => {
    const { text } = await reportOn(image);
    expect([text?.('ContentDate'), text?.('ContentTime')]).toEqual([date, time]);
  });

  it('keeps a name’s bytes and their character set, whatever it is', async () => {
    // PS3.5, H.3.1: Yamada^Tarou in three scripts, with escapes between them.
    const name = Buffer.from(
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B',
      'latin1',
    );
    const characterSets = ['', 'ISO 2022 IR 87'];
    const { raw, text } = await reportOn({ PatientName: name, SpecificCharacterSet: characterSets });
    expect(Buffer.from(raw?.('PatientName') ?? []).subarray(0, name.length)).toEqual(name);
    expect(text?.('SpecificCharacterSet')).toBe('\\ISO 2022 IR 87');
  });

  it('names no character set where all its text is ASCII, and UTF-8 where its own is not', async () => {
    expect((await reportOn()).has('SpecificCharacterSet')).toBe(false);
    const [answer, labels] = EXAMPLE_ANSWERS['of classes of a model’s own'];
    const { text } = await reportOn({}, answer, labels);
    expect(text?.('SpecificCharacterSet')).toBe('ISO_IR 192');
    expect(text?.('SoftwareVersions')).toBe(Buffer.from('rév. 1').toString('latin1'));
  });

  it('leaves out a name that an image without a character set has in some unknown one', async () => {
    const { raw, has } = await reportOn({ PatientName: Buffer.from('M\xfcller', 'latin1') });
    expect(has('SpecificCharacterSet')).toBe(false);
    expect(raw?.('PatientName')).toHaveLength(0);
  });

  it('has what every report must, where the image lacks it', async () => {
    const { has } = await reportOn();
    expect(EXAMPLE_IMAGE).not.toHaveProperty('ReferringPhysicianName');
    expect(has('ReferringPhysicianName')).toBe(true);
  });

  it('says that identity was removed as the image says it, where only codes do', async () => {
    const removed = { PatientIdentityRemoved: 'YES', DeidentificationMethodCodeSequence: [{}] };
    const { text } = await reportOn(removed);
    expect(text?.('DeidentificationMethod')).toBe('As the source image says');
  });
});

describe('an image', () => {
  it.each(['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'] as const)(
    'that does not name its %s is refused',
    async (keyword) => {
      const file = writeDicomFile({ ...EXAMPLE_IMAGE, [keyword]: 'none' });
      await expect(readSourceInstance(file, { maxBytes: 1_000_000 })).rejects.toThrow(
        new RegExp(`expected a DICOM file with a UID in \\(00..,00..\\) ${keyword}`),
      );
    },
  );

  it.each(['1.2.03.4', '1.2.', '.1.2', '1..2', '3.1', '12', `1.${'2'.repeat(63)}`])(
    'is refused with the UID %s, which is none',
    async (uid) => {
      const file = writeDicomFile({ ...EXAMPLE_IMAGE, SOPInstanceUID: Buffer.from(uid) } as never);
      await expect(readSourceInstance(file, { maxBytes: 1_000_000 })).rejects.toThrow(
        'expected a DICOM file with a UID in (0008,0018) SOPInstanceUID, got another value',
      );
    },
  );

  it('gives nothing of a text of 64 KiB, for which only an implicit encoding has room', async () => {
    const explicit = Buffer.from(writeDicomFile(EXAMPLE_IMAGE));
    const comments = Buffer.alloc(8 + 65_536, 'x');
    comments.set([0x10, 0x00, 0x00, 0x40, 0x00, 0x00, 0x01, 0x00]);
    const file = Buffer.concat([asImplicit(explicit), comments]);
    const { context } = await readSourceInstance(file, { maxBytes: 1_000_000 });
    expect(context).not.toHaveProperty('PatientComments');
  });
});

/** Group 2 of a file, its transfer syntax that without VRs, and the UIDs that the image needs. */
function asImplicit(explicit: Buffer): Buffer {
  const meta = explicit.subarray(0, 132 + 12 + explicit.readUInt32LE(132 + 8));
  const at = meta.indexOf('1.2.840.10008.1.2.1\0', 0, 'latin1');
  meta.set(Buffer.from('1.2.840.10008.1.2\0\0\0', 'latin1'), at);
  const elements = (['SOPClassUID', 'SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'] as const).map(
    (keyword) => {
      const [tag] = DICTIONARY[keyword];
      const element = Buffer.alloc(16);
      element.writeUInt16LE(tag >>> 16, 0);
      element.writeUInt16LE(tag & 0xffff, 2);
      element.writeUInt32LE(8, 4);
      element.write('2.25.11', 8);
      return element;
    },
  );
  return Buffer.concat([meta, ...elements]);
}

describe('a heat map', () => {
  it('takes its pixels as they are: as text, those of 12 megapixels took gigabytes', async () => {
    const toJSON = () => {
      throw new Error('pixels are no text');
    };
    const data = Object.assign(Buffer.alloc(32 * 32 * 3, 7), { toJSON });
    const classification = { ...exampleAnswer(), explanation: EXPLANATION };
    const source = await exampleSource();
    const file = writeHeatMapCapture({ classification, source, overlay: { width: 32, height: 32, data } });
    expect(Buffer.from(file).subarray(-data.length).equals(data)).toBe(true);
  });

  it('is refused with a side that a Secondary Capture cannot have', async () => {
    const overlay = { width: 65_536, height: 32, data: new Uint8Array(65_536 * 32 * 3) };
    const classification = { ...exampleAnswer(), explanation: EXPLANATION };
    const source = await exampleSource();
    expect(() => writeHeatMapCapture({ classification, source, overlay })).toThrow(/65536 x 32/);
  });
});
