import { readFileSync } from 'node:fs';
import { type Assessment, type ModelManifest, parseManifest } from '@slc/domain';
import type { AnswerFacts } from '../src/fhir/facts.js';
import { EXPLANATION, exampleAnswer } from './example-answers.js';

const COMPACT_JSON = JSON.parse(
  readFileSync(new URL('../../models/compact-lite0/manifest.json', import.meta.url), 'utf8'),
);

export const COMPACT: ModelManifest = parseManifest(COMPACT_JSON);

/** The compact model with classes of its own, of which nothing was measured. */
export function manifestWith(labels: unknown): ModelManifest {
  const { predictionSet: _, outliers: __, calibratedOn: ___, precisions: ____, ...rest } = COMPACT_JSON;
  const nothing = { training: null, evaluations: [], translations: {}, goldenLogits: [] };
  return parseManifest({ ...rest, id: 'own-classes', labels, ...nothing });
}

/** A DICOM object's, as a UUID gives it. */
export const SOP_INSTANCE_UID = '2.25.329800735698586629295641978511506172918';

/** The smallest PNG: it stands for a heat map. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

export interface AnswerOptions {
  readonly manifest?: ModelManifest;
  readonly assessment?: Partial<Assessment>;
  readonly explained?: boolean;
  readonly sopInstanceUid?: string;
}

/** An answer to a JPEG file, undecided: the example answer, of the compact model unless given. */
export function factsOf(options: AnswerOptions = {}): AnswerFacts {
  const { manifest = COMPACT, assessment, explained, sopInstanceUid = null } = options;
  const classification = exampleAnswer(manifest.labels);
  const { id, source, standIn } = manifest;
  return {
    classification: {
      ...classification,
      model: { ...classification.model, id, revision: source.revision, standIn },
      assessment: { ...classification.assessment, ...assessment },
      ...(manifest === COMPACT && { malignantProbability: 0.733_333_333 }),
      ...(explained && { explanation: { ...EXPLANATION, class: classification.topClass } }),
    },
    manifest,
    image: {
      mediaType: sopInstanceUid === null ? 'image/jpeg' : 'application/dicom',
      sizeBytes: 30_000,
      sha1: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
      sopInstanceUid,
    },
    heatMap: explained ? PNG : null,
  };
}

/** What an assessment says beside what the example answer has. */
export const CLEAR: Partial<Assessment> = { verdict: 'clear', reasons: [] };
export const UNUSABLE: Partial<Assessment> = {
  verdict: 'unusable',
  reasons: ['several-classes', 'blurred', 'dark'],
};
