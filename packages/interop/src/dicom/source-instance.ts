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
} from '@slc/dicom';
import { SlcError } from '@slc/domain';
import { type CharacterSet, characterSetOf } from './character-sets.js';
import { isDate, isTime, isUid, takenValue } from './taken-values.js';

/** What an object that is derived from a DICOM image takes over from it. Nothing else of the file is looked at. */
export interface SourceInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Such as `DMS` or `XC`. */
  readonly modality: string | undefined;
  /** Patient, clinical trial and study, as bytes where the standard allows them, with the character set in which they are to be read. */
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
  ...['StudyDate', 'StudyTime', 'ReferringPhysicianName', 'StudyID', 'AccessionNumber'],
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

/** Likewise, of an object of a clinical trial. */
const NEVER_ABSENT_IN_TRIAL: Taken = {
  ...{ ClinicalTrialProtocolName: new Uint8Array(), ClinicalTrialSiteID: new Uint8Array() },
  ...{ ClinicalTrialSiteName: new Uint8Array(), ClinicalTrialTimePointID: new Uint8Array() },
};

const IMAGE: readonly AttributeKeyword[] = [
  ...(['BodyPartExamined', 'Laterality', 'ImageLaterality'] as const),
  ...(['LossyImageCompression', 'LossyImageCompressionRatio', 'LossyImageCompressionMethod'] as const),
];

/**
 * @param file a DICOM file
 * @throws SlcError `invalid_image` where it is no whole DICOM file, does not say what it is and of which study, or identifies its patient by
 * what is no such value;
 * `image_too_large` as `readDicomFile`
 */
export async function readSourceInstance(file: Uint8Array, limits: DicomLimits): Promise<SourceInstance> {
  const { dataset } = await readDicomFile(file, limits);
  const characterSet = characterSetOf(textOf(dataset, DICTIONARY.SpecificCharacterSet[0]));
  const studyInstanceUid = uidOf(dataset, 'StudyInstanceUID');
  const { context, isAscii } = contextOf(dataset, characterSet);
  return {
    sopClassUid: uidOf(dataset, 'SOPClassUID'),
    sopInstanceUid: uidOf(dataset, 'SOPInstanceUID'),
    studyInstanceUid,
    seriesInstanceUid: uidOf(dataset, 'SeriesInstanceUID'),
    modality: textOf(dataset, DICTIONARY.Modality[0]),
    context: { ...context, StudyInstanceUID: studyInstanceUid },
    isAscii,
    image: imageOf(dataset, characterSet),
    date: dateOf(dataset),
  };
}

function uidOf(dataset: Dataset, keyword: AttributeKeyword): string {
  const uid = textOf(dataset, DICTIONARY[keyword][0]);
  if (uid !== undefined && isUid(uid)) return uid;
  const expected = `expected a DICOM file with a UID in ${nameTag(DICTIONARY[keyword][0])} ${keyword}`;
  throw new SlcError(
    'invalid_image',
    `image: ${expected}, got ${uid === undefined ? 'none' : 'another value'}`,
  );
}

function contextOf(
  dataset: Dataset,
  characterSet: CharacterSet,
): Pick<SourceInstance, 'context' | 'isAscii'> {
  const values = trialOf(taken(dataset, CONTEXT, characterSet));
  const isAscii = Object.values(values).every((value) => value.every(isPlainAscii));
  const { names } = characterSet;
  const { DeidentificationMethod: _, ...stated } = values;
  return {
    context: {
      ...NEVER_ABSENT,
      ...stated,
      // Bytes are never converted, so that a name stays what it is: it is read in the character set that the image names.
      ...(!isAscii && { SpecificCharacterSet: names.length > 1 ? names : (names[0] ?? '') }),
      ...deidentificationOf(values, dataset),
    },
    isAscii,
  };
}

/** Without the trial where what every trial's object must say is not there: half of it would be an error. */
function trialOf(values: Taken): Taken {
  const isSaid = (keyword: TakenKeyword) => (values[keyword]?.length ?? 0) > 0;
  const isWhole =
    isSaid('ClinicalTrialSponsorName') &&
    isSaid('ClinicalTrialProtocolID') &&
    (isSaid('ClinicalTrialSubjectID') || isSaid('ClinicalTrialSubjectReadingID'));
  const others = Object.entries(values).filter(([keyword]) => !keyword.startsWith('ClinicalTrial'));
  return isWhole ? { ...NEVER_ABSENT_IN_TRIAL, ...values } : Object.fromEntries(others);
}

/** An escape begins a switch to another character set. */
function isPlainAscii(byte: number): boolean {
  return byte < 0x80 && byte !== 0x1b;
}

/** How identity was removed has to be said, and never without a value; the sequence of codes that may say it is not copied. */
function deidentificationOf(values: Taken, { elements }: Dataset): Attributes {
  const isInCodes = elements.has(DICTIONARY.DeidentificationMethodCodeSequence[0]);
  const isRemoved = Buffer.from(values.PatientIdentityRemoved ?? []).toString('latin1') === 'YES';
  const { DeidentificationMethod: method } = values;
  if (method && method.length > 0) return { DeidentificationMethod: method };
  return isInCodes || isRemoved ? { DeidentificationMethod: 'As the source image says' } : {};
}

/** Which side of the body it is has to be said, be it without a value: an image may say it in either of two places. */
function imageOf(dataset: Dataset, characterSet: CharacterSet): Attributes {
  const values = Object.entries(taken(dataset, IMAGE, characterSet)).filter(([, value]) => value.length > 0);
  const known: Attributes = Object.fromEntries(values);
  return known.Laterality ? known : { ImageLaterality: '', ...known };
}

/** Sequences are not taken. */
type TakenKeyword = {
  [Keyword in AttributeKeyword]: (typeof DICTIONARY)[Keyword][1] extends 'SQ' ? never : Keyword;
}[AttributeKeyword];

type Taken = { readonly [Keyword in TakenKeyword]?: Uint8Array };

/** Those that the image has and the standard allows. */
function taken(dataset: Dataset, keywords: readonly AttributeKeyword[], characterSet: CharacterSet): Taken {
  const values = keywords.flatMap((keyword) => {
    const bytes = bytesOf(dataset, DICTIONARY[keyword][0]);
    const value = bytes && takenValue(keyword, bytes, characterSet);
    return value ? [[keyword, value] as const] : [];
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
  const found = candidates.find(([date]) => isDate(date));
  if (!found) return null;
  const [date, time] = found;
  return { ContentDate: date, ContentTime: isTime(time) ? time : '000000' };
}
