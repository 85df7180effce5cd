import type { Classification, ModelManifest } from '@slc/domain';
import type { Reference } from 'fhir/r4.js';

/** What a bundle is made of. */
export interface AnswerFacts {
  readonly classification: Classification;
  /** Of the model that answered: what its classes mean, and its card. */
  readonly manifest: ModelManifest;
  readonly image: ImageFacts;
  /** A PNG of the map laid over what the model saw, where an explanation was asked for. */
  readonly heatMap: Uint8Array | null;
}

/** What tells the file that was sent from others; its pixels go into no bundle. */
export interface ImageFacts {
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Base64, as FHIR has it. */
  readonly sha1: string;
  /** Where the file was a DICOM object. */
  readonly sopInstanceUid: string | null;
}

/** How the resources of a bundle refer to each other. */
export type References = Readonly<
  Record<'device' | 'image' | 'modelCard' | 'observation' | 'report' | 'provenance', Reference>
>;

/** Of an image that cannot be judged no class is named. */
export function isAbstained({ assessment }: Classification): boolean {
  return assessment.verdict === 'unusable';
}
