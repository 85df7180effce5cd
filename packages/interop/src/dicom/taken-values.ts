import { type AttributeKeyword, DICTIONARY, nameTag, type ValueRepresentation } from '@slc/dicom';
import { SlcError } from '@slc/domain';
import type { CharacterSet } from './character-sets.js';

/** Of a VR with a length of 16 bits, which all that are copied have. An implicit encoding has room for more: nothing longer is read. */
const MOST_BYTES = 2 ** 16 - 2;

type Check = (value: string) => boolean;

const matches = (pattern: RegExp): Check => pattern.test.bind(pattern);

/** One line of so many letters. */
const line = (most: number): Check => {
  const isLine = matches(/^\P{Control}*$/u);
  return (value) => [...value].length <= most && isLine(value);
};

/** Prose may have several lines, and a backslash divides nothing in it. */
const prose = (most: number): Check => {
  const isProse = matches(/^[\P{Control}\t\n\f\r]*$/u);
  return (value) => [...value].length <= most && isProse(value);
};

/** What one value of each representation may be (PS3.5, table 6.2-1): all that are copied have one of these. */
const CHECKS: Readonly<Partial<Record<ValueRepresentation, Check>>> = {
  AS: matches(/^\d{3}[DWMY]$/),
  CS: matches(/^[A-Z\d _]{1,16}$/),
  DA: isDate,
  DS: matches(/^(?=.{1,16}$)[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/),
  TM: isTime,
  LO: line(64),
  SH: line(16),
  PN: isName,
  LT: prose(10_240),
  ST: prose(1_024),
};

/** What the representation alone would let through. */
const NARROWER: { readonly [Keyword in AttributeKeyword]?: Check } = {
  PatientSex: matches(/^[MFO]$/),
  TypeOfPatientID: matches(/^(TEXT|RFID|BARCODE)$/),
  PatientIdentityRemoved: matches(/^(YES|NO)$/),
  SmokingStatus: matches(/^(YES|NO|UNKNOWN)$/),
  TimezoneOffsetFromUTC: matches(/^(\+(0\d|1[0-3])[0-5]\d|\+1400|-(0[1-9]|1[01])[0-5]\d|-00[1-5]\d|-1200)$/),
  Laterality: matches(/^[RL]$/),
  ImageLaterality: matches(/^[RLUB]$/),
  LossyImageCompression: matches(/^0[01]$/),
};

/** Those that may have several values; any other one has one. */
const SEVERAL: ReadonlySet<AttributeKeyword> = new Set<AttributeKeyword>([
  ...(['OtherPatientNames', 'MedicalAlerts', 'Allergies', 'AdmittingDiagnosesDescription'] as const),
  ...(['PhysiciansOfRecord', 'NameOfPhysiciansReadingStudy', 'DeidentificationMethod'] as const),
  ...(['LossyImageCompressionRatio', 'LossyImageCompressionMethod'] as const),
]);

/** By these an archive finds the patient: cut or left out, a report could be filed with another one. */
const IDENTITY: ReadonlySet<AttributeKeyword> = new Set<AttributeKeyword>(['PatientID', 'IssuerOfPatientID']);

/** What may be cut: a heading. Half of somebody's allergies would read as all of them. */
const HEADING: AttributeKeyword = 'StudyDescription';

/**
 * An image's value as what is derived from it may have it: the same bytes without their padding, where the standard allows them.
 *
 * @returns null where it does not, and the value is to be left out; a heading that is too long ends early
 * @throws SlcError `invalid_image` for a value of that kind that identifies the patient
 */
export function takenValue(
  keyword: AttributeKeyword,
  bytes: Uint8Array,
  characterSet: CharacterSet,
): Uint8Array | null {
  const value = bytes.length > MOST_BYTES ? bytes : withoutPadding(bytes);
  if (isAllowed(keyword, value, characterSet)) return value;
  if (IDENTITY.has(keyword)) {
    const [tag, vr] = DICTIONARY[keyword];
    const expected = `expected a value that its representation ${vr} allows in ${nameTag(tag)} ${keyword}`;
    throw new SlcError('invalid_image', `image: ${expected}, got another one of ${value.length} bytes`);
  }
  return keyword === HEADING ? cut(value) : null;
}

function isAllowed(keyword: AttributeKeyword, value: Uint8Array, { read }: CharacterSet): boolean {
  if (value.length === 0) return true;
  const [, vr] = DICTIONARY[keyword];
  const text = value.length > MOST_BYTES ? null : read(value);
  const check = NARROWER[keyword] ?? CHECKS[vr];
  if (text === null || check === undefined) return false;
  if (vr === 'LT' || vr === 'ST') return check(text);
  const values = text.split('\\');
  const isCounted = values.length === 1 || (SEVERAL.has(keyword) && values.some((one) => one !== ''));
  return isCounted && values.every((one) => one === '' || check(one));
}

/** Spaces and zeros at its end. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const end = bytes.findLastIndex((byte) => byte !== 0x20 && byte !== 0) + 1;
  return bytes.subarray(0, end);
}

/** @returns null where its beginning is not ASCII, in which each byte is a letter */
function cut(value: Uint8Array): Uint8Array | null {
  const kept = value.subarray(0, 61);
  const isPlain = kept.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x5c);
  return isPlain ? Buffer.concat([kept, Buffer.from('...')]) : null;
}

/** Up to three groups of 64 letters, each of up to five parts. */
function isName(value: string): boolean {
  const groups = value.split('=');
  return groups.length <= 3 && groups.every((group) => group.split('^').length <= 5 && line(64)(group));
}

/** A day that there was. Validators take no year before 1000, which is a slip in any case. */
export function isDate(value: string): boolean {
  const [, year, month, day] = /^([12]\d{3})(\d{2})(\d{2})$/.exec(value) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return date.getUTCDate() === Number(day);
}

/** A time of the day, to the hour, the minute, the second or parts of one. Validators take no leap second. */
export function isTime(value: string): boolean {
  return /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/.test(value);
}

/** Components without leading zeros (PS3.5, 9.1): DCMTK reads no report that refers to anything else. */
export function isUid(value: string): boolean {
  return value.length <= 64 && /^[0-2](\.(0|[1-9]\d*))+$/.test(value);
}
