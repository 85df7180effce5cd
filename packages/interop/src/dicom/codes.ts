import { createHash } from 'node:crypto';
import type { Attributes } from '@slc/dicom';
import { type Code, classById, classCodes, type LesionClass, type Reason, type Verdict } from '@slc/domain';
import { REASON_CODES, VERDICT_CODES } from '../assessment-codes.js';
import { MANUFACTURER } from '../manufacturer.js';

/** A code with the scheme that it belongs to. */
export interface SchemeCode extends Code {
  /** DICOM's own, SNOMED CT, units of measure, languages, or this product's. */
  readonly scheme: 'DCM' | 'SCT' | 'UCUM' | 'RFC5646' | '99SLC';
}

function codes<const Table extends Readonly<Record<string, readonly [code: string, meaning: string]>>>(
  scheme: SchemeCode['scheme'],
  table: Table,
): { readonly [Name in keyof Table]: SchemeCode } {
  const entries = Object.entries(table).map(([name, [code, meaning]]) => [name, { scheme, code, meaning }]);
  return Object.fromEntries(entries);
}

/** DICOM's (PS3.16, Annex D). */
export const DCM = codes('DCM', {
  imagingMeasurementReport: ['126000', 'Imaging Measurement Report'],
  language: ['121049', 'Language of Content Item and Descendants'],
  observerType: ['121005', 'Observer Type'],
  device: ['121007', 'Device'],
  deviceObserverUid: ['121012', 'Device Observer UID'],
  deviceObserverName: ['121013', 'Device Observer Name'],
  deviceObserverManufacturer: ['121014', 'Device Observer Manufacturer'],
  deviceObserverModelName: ['121015', 'Device Observer Model Name'],
  deviceObserverSerialNumber: ['121016', 'Device Observer Serial Number'],
  procedureReported: ['121058', 'Procedure reported'],
  imageLibrary: ['111028', 'Image Library'],
  imageLibraryGroup: ['126200', 'Image Library Group'],
  modality: ['121139', 'Modality'],
  imagingMeasurements: ['126010', 'Imaging Measurements'],
  measurementGroup: ['125007', 'Measurement Group'],
  trackingIdentifier: ['112039', 'Tracking Identifier'],
  trackingUid: ['112040', 'Tracking Unique Identifier'],
  finding: ['121071', 'Finding'],
  algorithmName: ['111001', 'Algorithm Name'],
  algorithmParameters: ['111002', 'Algorithm Parameters'],
  algorithmVersion: ['111003', 'Algorithm Version'],
  algorithmFamily: ['111000', 'Algorithm Family'],
  artificialIntelligence: ['123110', 'Artificial Intelligence'],
  probability: ['122157', 'Probability'],
  comment: ['121106', 'Comment'],
  sourceOfMeasurement: ['121112', 'Source of Measurement'],
  sourceForProcessing: ['121322', 'Source image for image processing operation'],
});

/** SNOMED CT's beside those of the classes. */
export const SCT = codes('SCT', {
  imagingProcedure: ['363679005', 'Imaging procedure'],
  source: ['260753009', 'Source'],
  skinLesion: ['95324001', 'Skin lesion'],
});

export const NO_UNITS: SchemeCode = { scheme: 'UCUM', code: '1', meaning: 'no units' };

export const AMERICAN_ENGLISH: SchemeCode = {
  scheme: 'RFC5646',
  code: 'en-US',
  meaning: 'English (United States)',
};

/** This product's: what DICOM has no word for. */
export const OWN = codes('99SLC', {
  top: ['TOP', 'Most probable class'],
  set: ['SET', 'Member of prediction set'],
  verdict: ['VERDICT', 'Abstention verdict'],
  reason: ['REASON', 'Reason of verdict'],
});

/** Describes the scheme of those codes. A UID or an address of it would only bring further warnings of validators. */
export const OWN_SCHEME: Attributes = {
  CodingSchemeDesignator: '99SLC',
  CodingSchemeName: `Codes of ${MANUFACTURER}`,
  CodingSchemeResponsibleOrganization: MANUFACTURER,
};

/** What verdicts and reasons mean, each as a code: its word in capitals. */
const WORDS: Readonly<Record<Verdict | Reason, Code>> = { ...VERDICT_CODES, ...REASON_CODES };

export function wordCode(word: Verdict | Reason): SchemeCode {
  const { code, meaning } = WORDS[word];
  return { scheme: '99SLC', code: code.toUpperCase(), meaning: lineOf(meaning, MOST_MEANING) };
}

/** Code Value and Code Meaning have room for so many characters (VR SH and LO). */
const MOST_CODE = 16;
const MOST_MEANING = 64;

/** A class as its exact SNOMED CT concept, or else in this product's scheme. */
export function classCode(labels: readonly LesionClass[], id: string): SchemeCode {
  const { snomed, own, ownSystem } = classCodes(classById(labels, id));
  if (snomed && snomed.code.length <= MOST_CODE) return { scheme: 'SCT', ...meant(snomed) };
  const code = ownSystem === null ? codeOfModel(own) : own.code;
  return { scheme: '99SLC', ...meant({ ...own, code }) };
}

/**
 * The code of a class that a manifest brings. Two models may mean two things by one id, or another one than this product does: so it
 * ends in digits of the digest of id and name, which no code of the product's own has.
 */
function codeOfModel({ code: id, meaning }: Code): string {
  const digest = createHash('sha256').update(`${id}\n${meaning}`).digest('hex').slice(0, 8);
  return `${id.slice(0, MOST_CODE - digest.length - 1)}-${digest}`;
}

function meant({ code, meaning }: Code): Code {
  return { code, meaning: lineOf(meaning, MOST_MEANING) || code };
}

/**
 * One line of text, without what divides values. It ends early where it is longer than that: in bytes of UTF-8, because some readers
 * count those instead of characters.
 */
export function lineOf(text: string, mostBytes: number): string {
  const line = text.replace(/[\p{Control}\\]+/gu, ' ').trim();
  if (Buffer.byteLength(line) <= mostBytes) return line;
  let kept = '';
  for (const letter of line) {
    if (Buffer.byteLength(kept + letter) > mostBytes - ELLIPSIS.length) break;
    kept += letter;
  }
  return kept + ELLIPSIS;
}

const ELLIPSIS = '...';

/** A code as an item of a sequence. */
export function codeItem({ scheme, code, meaning }: SchemeCode): Attributes {
  return { CodeValue: code, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}
