import { type Classification, type ErrorCode, type LesionClass, SlcError } from '@slc/domain';
import type { Embeddings, ObservedImages } from '@slc/evaluation';
import type { Terminal } from '../terminal.js';
import type { NamedFile } from '../walk-images.js';
import type { ImageFile, ImageOutcome } from './answer-images.js';
import type { AnswerSource } from './answer-source.js';
import { type AssessedAnswers, AssessmentTally } from './assessment-tally.js';
import { EmbeddingRows } from './embedding-rows.js';
import { ImageProgress, stopped } from './image-progress.js';

export interface CollectImagesOptions<Image> {
  /** Of the command, and of what it does where there are several such parts, for progress. */
  readonly name: string;
  readonly source: Pick<AnswerSource, 'answers' | 'manifest'>;
  readonly signal: AbortSignal;
  /** Also collect each image's embedding, which the source gives. */
  readonly withEmbedding?: boolean;
  readonly images: readonly Image[];
  readonly terminal: Terminal;
  /** Called with each outcome before the next one is awaited. */
  readonly onOutcome?: (outcome: ImageOutcome<Image>) => Promise<void>;
}

export interface CollectedImages<Image> {
  /** Those with an answer, in the order of the logits. */
  readonly images: readonly Image[];
  /** (n, classes), before temperature. */
  readonly logits: Float64Array;
  /** How far the answers may be believed. */
  readonly assessed: AssessedAnswers;
  /** (n), outlier scores; null of a model without limits for them. */
  readonly outlierScores: Float64Array | null;
  /** What speaks for and against them but for the model's limits. */
  readonly observed: ObservedImages;
  /** Where it was asked for. */
  readonly embeddings?: Embeddings;
  readonly failed: readonly FailedImage[];
}

/** An image without an answer: it is not found, or cannot be read. */
export interface FailedImage {
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Classifies images with progress on standard error. In memory are each image's names, logits and, where it was asked for,
 * embedding.
 *
 * @throws SlcError `cancelled` saying how far it came
 */
export async function collectImages<Image extends NamedFile & ImageFile>({
  name,
  source,
  signal,
  withEmbedding = false,
  images,
  terminal,
  onOutcome,
}: CollectImagesOptions<Image>): Promise<CollectedImages<Image>> {
  const { labels: classes } = source.manifest;
  const answered: Image[] = [];
  const logits = new Float64Array(images.length * classes.length);
  const scores: number[] = [];
  const failed: FailedImage[] = [];
  const embeddings = new EmbeddingRows(images.length);
  const assessments = new AssessmentTally(classes, images.length);
  const progress = new ImageProgress(name, images.length, terminal);
  try {
    for await (const outcome of source.answers(images)) {
      const { image, answer, embedding } = outcome;
      await onOutcome?.(outcome);
      progress.countOne();
      if (answer instanceof SlcError) {
        failed.push({ file: image.file, code: answer.code, message: answer.message });
        continue;
      }
      logits.set(logitsOf(answer, classes), answered.length * classes.length);
      assessments.add(answer.assessment);
      if (answer.assessment.outlier) scores.push(answer.assessment.outlier.score);
      if (embedding) embeddings.add(embedding);
      answered.push(image);
    }
  } catch (error) {
    throw signal.aborted ? stopped(progress, error) : error;
  } finally {
    progress.end();
  }
  return {
    images: answered,
    logits: logits.subarray(0, answered.length * classes.length),
    assessed: assessments.all(),
    outlierScores: scores.length > 0 ? Float64Array.from(scores) : null,
    observed: assessments.observed(),
    ...(withEmbedding && { embeddings: embeddings.all() }),
    failed,
  };
}

/**
 * @returns (K), in the order of the classes
 * @throws SlcError `internal` for an answer that lacks one of them
 */
function logitsOf({ predictions }: Classification, classes: readonly LesionClass[]): number[] {
  const logitOf = new Map(predictions.map((prediction) => [prediction.class, prediction.logit]));
  return classes.map(({ id }) => {
    const logit = logitOf.get(id);
    if (logit === undefined) throw new SlcError('internal', `answer: expected a logit of ${id}, got none`);
    return logit;
  });
}
