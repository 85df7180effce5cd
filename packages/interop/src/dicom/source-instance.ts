import {
  type AttributeKeyword,
  type Attributes,
  bytesOf,
  type Dataset,
  DICTIONARY,
  type DicomLimits,
  nameTag,
  readDicomFile,
  textOf,
  UTF_8,
} from '@slc/dicom';
import { SlcError } from '@slc/domain';

/** What an object that is derived from a DICOM image takes over from it. Nothing else of the file is looked at. */
export interface SourceInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Such as `DMS` or `XC`. */
  readonly modality: string | undefined;
  /** Patient, clinical trial and study, as bytes, with the character set in which they are to be read. */
  readonly context: Attributes;
  /** Whether all text of the context is ASCII, so that it reads the same in any character set. */
  readonly isAscii: boolean;
  /** What a derived image has of the image itself: the part of the body, and what lossy compression it has been through. */
  readonly image: Attributes;
  /** When it was taken; null where it does not say. */
  readonly date: ContentDate | null;
}

export type ContentDate = Required<{ readonly [Part in 'ContentDate' | 'ContentTime']: string }>;

/** Attributes that a study's objects have in common. The empty ones of an image stay empty. */
const CONTEXT = [
  // Patient Module
  ...['PatientName', 'PatientID', 'IssuerOfPatientID', 'TypeOfPatientID', 'PatientBirthDate'],
  ...['PatientBirthTime', 'PatientSex', 'OtherPatientNames', 'EthnicGroup', 'PatientComments'],
  ...['PatientIdentityRemoved', 'DeidentificationMethod'],
  // Clinical Trial Subject and Study Modules
  ...['ClinicalTrialSponsorName', 'ClinicalTrialProtocolID', 'ClinicalTrialProtocolName'],
  ...['ClinicalTrialSiteID', 'ClinicalTrialSiteName', 'ClinicalTrialSubjectID'],
  ...['ClinicalTrialSubjectReadingID', 'ClinicalTrialTimePointID', 'ClinicalTrialTimePointDescription'],
  // General Study Module
  ...['StudyInstanceUID', 'StudyDate', 'StudyTime', 'ReferringPhysicianName', 'StudyID', 'AccessionNumber'],
  ...['StudyDescription', 'PhysiciansOfRecord', 'NameOfPhysiciansReadingStudy'],
  // Patient Study Module
  ...['AdmittingDiagnosesDescription', 'PatientAge', 'PatientSize', 'PatientWeight', 'MedicalAlerts'],
  ...['Allergies', 'Occupation', 'SmokingStatus', 'AdditionalPatientHistory'],
  // SOP Common Module
  'TimezoneOffsetFromUTC',
] as readonly AttributeKeyword[];

/** Those that each object has to have, be it without a value. */
const NEVER_ABSENT: Attributes = {
  ...{ PatientName: '', PatientID: '', PatientBirthDate: '', PatientSex: '' },
  ...{ StudyDate: '', StudyTime: '', ReferringPhysicianName: '', StudyID: '', AccessionNumber: '' },
};

const IMAGE: readonly AttributeKeyword[] = [
  ...(['BodyPartExamined', 'Laterality', 'ImageLaterality'] as const),
  ...(['LossyImageCompression', 'LossyImageCompressionRatio', 'LossyImageCompressionMethod'] as const),
];

/**
 * @param file a DICOM file
 * @throws SlcError `invalid_image` where it is no whole DICOM file, or does not say what it is and of which study;
 * `image_too_large` as `readDicomFile`
 */
export async function readSourceInstance(file: Uint8Array, limits: DicomLimits): Promise<SourceInstance> {
  const { dataset } = await readDicomFile(file, limits);
  const modality = textOf(dataset, DICTIONARY.Modality[0]);
  return {
    sopClassUid: uidOf(dataset, 'SOPClassUID'),
    sopInstanceUid: uidOf(dataset, 'SOPInstanceUID'),
    studyInstanceUid: uidOf(dataset, 'StudyInstanceUID'),
    seriesInstanceUid: uidOf(dataset, 'SeriesInstanceUID'),
    modality,
    ...contextOf(dataset),
    image: imageOf(dataset),
    date: dateOf(dataset),
  };
}

function uidOf(dataset: Dataset, keyword: AttributeKeyword): string {
  const uid = textOf(dataset, DICTIONARY[keyword][0]);
  if (uid !== undefined && /^[\d.]{1,64}$/.test(uid)) return uid;
  const expected = `expected a DICOM file with a UID in ${nameTag(DICTIONARY[keyword][0])} ${keyword}`;
  throw new SlcError(
    'invalid_image',
    `image: ${expected}, got ${uid === undefined ? 'none' : 'another value'}`,
  );
}

function contextOf(dataset: Dataset): Pick<SourceInstance, 'context' | 'isAscii'> {
  const values = copied(dataset, CONTEXT);
  const isAscii = Object.values(values).every((value) => (value as Uint8Array).every(isPlainAscii));
  return {
    context: {
      ...NEVER_ABSENT,
      ...values,
      ...(!isAscii && characterSetOf(dataset)),
      ...deidentificationOf(values, dataset),
    },
    isAscii,
  };
}

/** Bytes are never converted, so that a name stays what it is: it is read in the character set that the image names. */
function characterSetOf(dataset: Dataset): Attributes {
  const isUtf8 = textOf(dataset, DICTIONARY.SpecificCharacterSet[0]) === UTF_8;
  return isUtf8 ? { SpecificCharacterSet: UTF_8 } : copied(dataset, ['SpecificCharacterSet']);
}

/** An escape begins a switch to another character set. */
function isPlainAscii(byte: number): boolean {
  return byte < 0x80 && byte !== 0x1b;
}

/** How identity was removed has to be said; the sequence of codes that may say it is not copied. */
function deidentificationOf({ DeidentificationMethod: method }: Attributes, dataset: Dataset): Attributes {
  const { elements } = dataset;
  const isInCodes = elements.has(DICTIONARY.DeidentificationMethodCodeSequence[0]);
  return method === undefined && isInCodes ? { DeidentificationMethod: 'As the source image says' } : {};
}

/** Which side of the body it is has to be said, be it without a value: an image may say it in either of two places. */
function imageOf(dataset: Dataset): Attributes {
  const values = Object.entries(copied(dataset, IMAGE)).filter(
    ([, value]) => (value as Uint8Array).length > 0,
  );
  const known: Attributes = Object.fromEntries(values);
  return known.Laterality ? known : { ImageLaterality: '', ...known };
}

/** Of a VR with a length of 16 bits, which all that are copied have. */
const MOST_BYTES = 2 ** 16 - 2;

function copied(dataset: Dataset, keywords: readonly AttributeKeyword[]): Attributes {
  const values = keywords.flatMap((keyword) => {
    const [tag] = DICTIONARY[keyword];
    const value = bytesOf(dataset, tag);
    if (value === undefined) return [];
    // An implicit encoding has room for more, which another program would cut or choke on.
    if (value.length > MOST_BYTES) {
      const expected = `expected at most ${MOST_BYTES} bytes in ${nameTag(tag)} ${keyword}`;
      throw new SlcError('invalid_image', `image: ${expected}, got ${value.length}`);
    }
    return [[keyword, value] as const];
  });
  return Object.fromEntries(values);
}

/** The first date that the image has: when it was acquired, made, or its study begun. */
function dateOf(dataset: Dataset): ContentDate | null {
  const text = (keyword: AttributeKeyword) => textOf(dataset, DICTIONARY[keyword][0]) ?? '';
  const whole = text('AcquisitionDateTime');
  const candidates = [
    [whole.slice(0, 8), whole.slice(8).replace(/[+-].*$/, '')],
    [text('AcquisitionDate'), text('AcquisitionTime')],
    [text('ContentDate'), text('ContentTime')],
    [text('StudyDate'), text('StudyTime')],
  ] as const;
  const found = candidates.find(([date]) => /^\d{8}$/.test(date));
  if (!found) return null;
  const [date, time] = found;
  return { ContentDate: date, ContentTime: TIME.test(time) ? time : '000000' };
}

const TIME = /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/;
