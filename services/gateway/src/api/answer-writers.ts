import { type ClassifiedImage, type ExplanationPicture, SlcError } from '@slc/domain';
import type { BundleType } from '@slc/interop';
import type { Request } from 'express';
import { rankMediaTypes } from './accept.js';

/** An answer with what it answers. */
export interface Answered {
  /** The file as it was sent. */
  readonly image: Uint8Array;
  readonly classified: ClassifiedImage;
  /** What of a FHIR bundle was asked for. */
  readonly bundle: BundleType;
}

/** One form in which an answer is written. */
export interface AnswerWriter {
  /** With the parameters that a caller may choose it by. */
  readonly mediaType: string;
  /** The pictures of an explanation that it shows. */
  readonly pictures: readonly ExplanationPicture[];
  /** What it needs and this upload is not, in words that follow "needs"; null where it can be written. */
  missing(image: Uint8Array): string | null;
  write(answered: Answered): Promise<string | Uint8Array>;
}

/** The forms of an answer, the preferred one first. */
export type AnswerWriters = readonly [AnswerWriter, ...AnswerWriter[]];

export const JSON_WRITER: AnswerWriter = {
  mediaType: 'application/json',
  pictures: [],
  missing: () => null,
  // By its type a classification is what `classificationSchema` describes: to parse each would cost a tenth of a millisecond.
  write: async ({ classified }) => JSON.stringify(classified.classification),
};

/**
 * The forms that the request takes, the preferred one first. Which of them is written is decided when the upload is here.
 *
 * @throws SlcError `not_acceptable` where there is none
 */
export function acceptedWriters(request: Request, writers: AnswerWriters): AnswerWriters {
  const offered = writers.map(({ mediaType }) => mediaType);
  const [first, ...others] = rankMediaTypes(request.get('accept'), offered).flatMap(
    (mediaType) => writers.find((writer) => writer.mediaType === mediaType) ?? [],
  );
  if (first) return [first, ...others];
  // What the client sent is not repeated.
  throw new SlcError('not_acceptable', `Accept: expected ${offered.join(' or ')}, got none of them`);
}

/** @throws SlcError `not_acceptable` where every form that is taken needs another kind of upload */
export function writerFor(image: Uint8Array, accepted: AnswerWriters): AnswerWriter {
  const writer = accepted.find((candidate) => candidate.missing(image) === null);
  if (writer) return writer;
  const [{ mediaType, missing }] = accepted;
  throw new SlcError('not_acceptable', `Accept: ${mediaType} needs ${missing(image)}`);
}
