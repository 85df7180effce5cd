import type { Assessment } from './assessment.js';
import { calibrate } from './calibration.js';
import { SlcError } from './errors.js';
import type { Explanation, ExplanationPictures } from './explanation.js';
import type { Guess } from './guesses.js';
import type { ImageFormat } from './image-formats.js';
import { isMalignantOrPreMalignant } from './label-sets.js';
import type { LesionClass } from './lesion-classes.js';
import type { ServedPrecision } from './precision.js';

/** One class with what the model says of it. */
export interface Prediction {
  /** Its id among the model's labels. */
  readonly class: string;
  /** softmax(logits / temperature), 0..1 */
  readonly probability: number;
  /** Before temperature and softmax. */
  readonly logit: number;
}

/** Names the model that made an answer. */
export interface ModelRef {
  readonly id: string;
  readonly revision: string;
  /** Hex digest of the weights: of the file, or of all files where they are several. */
  readonly sha256: string;
  /** True where a stand-in answers, such as the compact model: its manifest says so. */
  readonly standIn: boolean;
  /** The numbers that it is computed in. */
  readonly precision: ServedPrecision;
  /** What was guessed of it, so that its answers may mean something else; absent where nothing was. */
  readonly guessed?: readonly Guess[];
}

/** A model in words that tell it from others, for messages and for comparing records. */
export function modelRefText({ id, revision, sha256, precision }: ModelRef): string {
  return `${id} ${revision}, ${precision} (sha256 ${sha256.slice(0, 12)})`;
}

/** Where a request's time went, in milliseconds. `total` is from admission to answer, inside the worker. */
export interface Timings {
  readonly queue: number;
  readonly decode: number;
  readonly inference: number;
  readonly total: number;
}

/** What was analysed, as far as it may be told: no name, no metadata. */
export interface ImageInfo {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/** The answer to one image: the same in page, JSON, gRPC and command line. */
export interface Classification {
  readonly topClass: string;
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  /** Sum over the malignant and pre-malignant classes; absent where the label set does not say which these are. */
  readonly malignantProbability?: number;
  readonly assessment: Assessment;
  /** Absent unless it was asked for. */
  readonly explanation?: Explanation;
  readonly temperature: number;
  readonly model: ModelRef;
  /** Which engine ran the network, such as `onnx`. */
  readonly engine: string;
  readonly image: ImageInfo;
  readonly timingsMs: Timings;
  readonly notice: string;
}

/** An answer, with the pictures that were asked for. */
export interface ClassifiedImage {
  readonly classification: Classification;
  /** JPEG, longer side at most 512 pixels, without metadata. */
  readonly preview: Uint8Array | null;
  /** Of the square that the model saw, and of the explanation. */
  readonly pictures?: ExplanationPictures;
  /** Why an optional explanation was left out: no room in the queue, no time, or no map of such a model. */
  readonly explanationError?: SlcError;
}

/** Said on every answer. */
export const NOTICE =
  'Research and education aid. Not a medical device. It does not diagnose, and it must not delay or replace an examination by a clinician.';

/**
 * Calibrates logits and orders the classes, most probable first; equal probabilities keep the labels' order.
 *
 * @param logits one per label, in the labels' order
 */
export function rank(
  logits: ArrayLike<number>,
  labels: readonly LesionClass[],
  temperature: number,
): Pick<Classification, 'topClass' | 'predictions' | 'malignantProbability'> {
  if (logits.length !== labels.length) {
    throw new SlcError(
      'internal',
      `logits: expected ${labels.length}, one for each class, got ${logits.length}`,
    );
  }
  const probabilities = calibrate(logits, temperature);
  const predictions = labels
    .map(({ id }, index) => ({
      class: id,
      probability: probabilities[index] ?? Number.NaN,
      logit: logits[index] ?? Number.NaN,
    }))
    .sort((a, b) => b.probability - a.probability);
  const [top] = predictions;
  if (top === undefined) throw new SlcError('internal', 'labels: expected at least one class, got none');
  const malignant = malignantSum(probabilities, labels);
  return {
    topClass: top.class,
    predictions,
    ...(malignant !== null && { malignantProbability: malignant }),
  };
}

/** @returns null where a class's malignancy is not known */
function malignantSum(probabilities: readonly number[], labels: readonly LesionClass[]): number | null {
  let sum = 0;
  for (const [index, label] of labels.entries()) {
    const counts = isMalignantOrPreMalignant(label);
    if (counts === null) return null;
    if (counts) sum += probabilities[index] ?? 0;
  }
  return Math.min(sum, 1);
}
