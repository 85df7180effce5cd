import { readFileSync } from 'node:fs';
import { type Assessment, type Classification, type ModelManifest, NOTICE, parseManifest } from '@slc/domain';
import type { AnswerFacts } from '../src/fhir/facts.js';

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

const UNDECIDED: Assessment = {
  verdict: 'undecided',
  reasons: ['several-classes'],
  predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
  outlier: { score: 0.61, unusableFrom: 1.5 },
  quality: [{ code: 'sharpness', value: 0.83, limit: 0.2 }],
  views: { count: 4, agreeing: 3 },
};

export const ASSESSMENTS = {
  clear: { ...UNDECIDED, verdict: 'clear', reasons: [], predictionSet: { classes: ['MEL'], coverage: 0.9 } },
  undecided: UNDECIDED,
  unusable: { ...UNDECIDED, verdict: 'unusable', reasons: ['several-classes', 'blurred', 'dark'] },
} satisfies Record<string, Assessment>;

/** As a network gives them: they have no end after six decimals. */
const PROBABILITIES = [0.4 + 1 / 3, 0.1 + 1 / 7, 1 / 70, 1 / 150, 1e-3, 7e-4, 1e-9];

function classificationBy(manifest: ModelManifest, assessment: Assessment): Classification {
  const ids = [...manifest.labels.map(({ id }) => id)].sort((a, b) => rank(a) - rank(b));
  const given = ids.map((_, index) => PROBABILITIES[index] ?? 1e-9);
  const sum = given.reduce((total, value) => total + value, 0);
  const predictions = ids.map((id, index) => ({
    class: id,
    probability: (given[index] ?? 0) / sum,
    logit: 3 - index,
  }));
  return {
    topClass: ids[0] ?? '',
    predictions,
    ...(manifest === COMPACT && { malignantProbability: 0.733_333_333 }),
    assessment,
    temperature: 0.7467,
    model: {
      id: manifest.id,
      revision: manifest.source.revision,
      sha256: 'ab'.repeat(32),
      standIn: manifest.standIn,
      precision: 'float32',
    },
    engine: 'onnx',
    image: { format: 'jpeg', width: 600, height: 450 },
    timingsMs: { queue: 0, decode: 0, inference: 0, total: 0 },
    notice: NOTICE,
  };
}

/** Melanoma before naevus before all others. */
function rank(id: string): number {
  return ['MEL', 'NV'].includes(id) ? ['MEL', 'NV'].indexOf(id) : 2;
}

export interface AnswerOptions {
  readonly manifest?: ModelManifest;
  readonly assessment?: Assessment;
  readonly explained?: boolean;
  readonly sopInstanceUid?: string;
}

/** An answer by the compact model to a JPEG file, undecided. */
export function factsOf(options: AnswerOptions = {}): AnswerFacts {
  const {
    manifest = COMPACT,
    assessment = ASSESSMENTS.undecided,
    explained,
    sopInstanceUid = null,
  } = options;
  const classification = classificationBy(manifest, assessment);
  return {
    classification: {
      ...classification,
      ...(explained && {
        explanation: {
          method: 'grad-cam',
          class: classification.topClass,
          height: 1,
          width: 2,
          values: [1, 0],
          check: { drop: 0.3, randomDrop: 0.1, holds: true },
        },
      }),
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
