import { SlcError } from '@slc/domain';
import type { HttpAnswer } from './http/exchange.js';
import { readBody } from './http/read-body.js';

/** One dataset of the DICOM JSON model (PS3.18, annex F), of which nothing is known yet. */
export type JsonDataset = Readonly<Record<string, unknown>>;

/**
 * A page of a hundred instances has 150 kB in the answers of Orthanc. A server gone wrong may send without an end, and what is
 * nested deeply takes two seconds to parse at this length.
 */
const MOST_JSON_BYTES = 4 * 1024 * 1024;

/** @throws SlcError `invalid_request` where the answer is no JSON, such as a login page */
export async function readJson({ headers, body }: HttpAnswer, purpose: string): Promise<unknown> {
  const bytes = await readBody(body, {
    mostBytes: MOST_JSON_BYTES,
    tooLong: () =>
      new SlcError('invalid_request', `${purpose}: expected at most ${MOST_JSON_BYTES} bytes, got more`),
  });
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's message quotes the text, which may name a patient.
    const got = headers['content-type']?.slice(0, 60) ?? 'no content type';
    throw new SlcError(
      'invalid_request',
      `${purpose}: expected DICOM JSON of a DICOMweb service, got ${got}`,
    );
  }
}

export function isDataset(value: unknown): value is JsonDataset {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the first value of an element that holds text; null where there is none */
export function firstText(dataset: JsonDataset, tag: string): string | null {
  const [first] = valuesOf(dataset, tag);
  return typeof first === 'string' ? first : null;
}

/** @returns a UID of the element; null where it holds none, so that what goes into an address is always one, and never `..` */
export function firstUid(dataset: JsonDataset, tag: string): string | null {
  const text = firstText(dataset, tag);
  return text !== null && /^[0-9][0-9.]{0,63}$/.test(text) ? text : null;
}

/** @returns the items of a sequence */
export function itemsOf(dataset: JsonDataset, tag: string): readonly JsonDataset[] {
  return valuesOf(dataset, tag).filter(isDataset);
}

export function valuesOf(dataset: JsonDataset, tag: string): readonly unknown[] {
  const element = dataset[tag];
  if (!isDataset(element)) return [];
  return Array.isArray(element.Value) ? element.Value : [];
}
