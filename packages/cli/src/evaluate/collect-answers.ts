import { type Classification, type ErrorCode, type LesionClass, SlcError } from '@slc/domain';
import {
  type LabelledAnswers,
  type LabelledData,
  type LabelledImage,
  type LeftOut,
  numberGroups,
  type ObservedImages,
} from '@slc/evaluation';
import type { Terminal } from '../terminal.js';
import type { AnswerSource } from './answer-source.js';
import { type AssessedAnswers, AssessmentTally } from './assessment-tally.js';
import { EmbeddingRows } from './embedding-rows.js';
import { ImageProgress, stopped } from './image-progress.js';
import type { PredictionFile } from './prediction-file.js';

export interface CollectOptions {
  /** Of the command, and of the model where there are several, for progress. */
  readonly name: string;
  readonly source: Pick<AnswerSource, 'answers' | 'manifest'>;
  readonly signal: AbortSignal;
  /** Also collect each image's embedding, which the source gives. */
  readonly withEmbedding?: boolean;
  readonly data: LabelledData;
  /** Where each answer is also written. */
  readonly predictions: PredictionFile | null;
  readonly terminal: Terminal;
}

export interface CollectedAnswers {
  /** Those with an answer, in the order of `answers`. */
  readonly images: readonly LabelledImage[];
  readonly answers: LabelledAnswers;
  /** How far they may be believed, for `evaluate`. */
  readonly assessed: AssessedAnswers;
  /** What speaks for and against them but for the model's limits, for `calibrate`. */
  readonly observed: ObservedImages;
  readonly failed: readonly FailedImage[];
  /** Rows and files that are not used for another reason than a missing image. */
  readonly leftOut: readonly LeftOut[];
}

/** An image without an answer: it is not found, or cannot be read. */
export interface FailedImage {
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Classifies labelled images with progress on standard error. In memory are each image's names, logits and, where it was asked
 * for, embedding.
 *
 * @throws SlcError `cancelled` saying how far it came; `not_found` where no image has an answer
 */
export async function collectAnswers({
  name,
  source,
  signal,
  withEmbedding = false,
  data: { images, leftOut },
  predictions,
  terminal,
}: CollectOptions): Promise<CollectedAnswers> {
  const { labels: classes } = source.manifest;
  const answered: LabelledImage[] = [];
  const logits = new Float64Array(images.length * classes.length);
  const failed = leftOut
    .filter(({ reason }) => reason === 'missing')
    .map(({ file, message }): FailedImage => ({ file, code: 'not_found', message }));
  const embeddings = new EmbeddingRows(images.length);
  const assessments = new AssessmentTally(classes, images.length);
  const progress = new ImageProgress(name, images.length, terminal);
  try {
    for await (const outcome of source.answers(images)) {
      const { image, answer } = outcome;
      await predictions?.add(outcome);
      progress.countOne();
      if (answer instanceof SlcError) {
        failed.push({ file: image.file, code: answer.code, message: answer.message });
        continue;
      }
      logits.set(logitsOf(answer, classes), answered.length * classes.length);
      assessments.add(answer.assessment);
      if (outcome.embedding) embeddings.add(outcome.embedding);
      answered.push(image);
    }
  } catch (error) {
    throw signal.aborted ? stopped(progress, error) : error;
  } finally {
    progress.end();
  }
  if (answered.length === 0) throw noAnswer(failed);
  return {
    images: answered,
    answers: {
      classes,
      logits: logits.subarray(0, answered.length * classes.length),
      labels: Int32Array.from(answered, ({ label }) => label),
      groups: numberGroups(answered),
      ...(withEmbedding && { embeddings: embeddings.all() }),
    },
    assessed: assessments.all(),
    observed: assessments.observed(),
    failed,
    leftOut: leftOut.filter(({ reason }) => reason !== 'missing'),
  };
}

/**
 * @returns (K), in the order of the classes
 * @throws SlcError `internal` for an answer that lacks one of them
 */
export function logitsOf({ predictions }: Classification, classes: readonly LesionClass[]): number[] {
  const logitOf = new Map(predictions.map((prediction) => [prediction.class, prediction.logit]));
  return classes.map(({ id }) => {
    const logit = logitOf.get(id);
    if (logit === undefined) throw new SlcError('internal', `answer: expected a logit of ${id}, got none`);
    return logit;
  });
}

function noAnswer(failed: readonly FailedImage[]): SlcError {
  const [first] = failed;
  const example = first ? `. The first is ${first.file}: ${first.message}` : '';
  const message = `expected images that can be classified, none of ${failed.length} can${example}`;
  return new SlcError('not_found', message);
}
