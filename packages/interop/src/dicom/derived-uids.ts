import { nameBasedUid } from '@slc/dicom';
import type { ExplanationMethod, ModelRef } from '@slc/domain';

/** What an answer becomes in a DICOM study. */
export type DerivedKind = 'report' | `heat-map ${ExplanationMethod}`;

export interface DerivedUids {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/**
 * The UIDs of an object that is made of an image's answer. They follow from what it is made of, so that an image that is answered
 * again gets the same object, and whether a server has it already can be asked before the image is.
 *
 * @param source the SOP Instance UID of the image
 */
export function derivedUids(
  source: string,
  { sha256 }: Pick<ModelRef, 'sha256'>,
  kind: DerivedKind,
): DerivedUids {
  return {
    sopInstanceUid: nameBasedUid(`${source} ${sha256} ${kind}`),
    seriesInstanceUid: nameBasedUid(`${source} ${sha256} ${kind} series`),
  };
}

/** Of what an image shows: the same whichever model looks at it. */
export function findingUid(source: string): string {
  return nameBasedUid(`${source} finding`);
}

export function deviceUid({ sha256 }: Pick<ModelRef, 'sha256'>): string {
  return nameBasedUid(`device ${sha256}`);
}
