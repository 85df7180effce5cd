import { type ErrorCode, type LesionClass, SlcError, type TabledAnswer, throwIfAborted } from '@slc/domain';
import type { Embeddings } from '@slc/evaluation';
import type { Terminal } from '../terminal.js';
import type { NamedFile } from '../walk-images.js';
import type { ImageFile, ImageOutcome } from './answer-images.js';
import type { AnswerSource } from './answer-source.js';
import { type AssessedAnswers, AssessmentTally } from './assessment-tally.js';
import { EmbeddingRows } from './embedding-rows.js';
import { ImageProgress, stopped } from './image-progress.js';
import { keepRows } from './keep-rows.js';

/** An answer of this run, or what a file has of an earlier one's. */
export interface CollectedAnswer extends TabledAnswer {
  /** Null where the file does not say it. */
  readonly engine: string | null;
  /** When it was given: now unless it says so; null where the file does not. */
  readonly time?: Date | null;
}

export type CollectedOutcome<Image> = ImageOutcome<Image, CollectedAnswer>;

/** What was answered before, by another run. */
export interface EarlierAnswers<Image> {
  readonly outcomes: AsyncIterable<CollectedOutcome<Image>>;
  /** The images without an outcome among these. */
  readonly left: readonly Image[];
}

export interface CollectImagesOptions<Image> {
  /** Of the command, and of what it does where there are several such parts, for progress. */
  readonly name: string;
  readonly source: Pick<AnswerSource, 'manifest'> & {
    answers(images: Iterable<Image>): AsyncIterable<ImageOutcome<Image>>;
  };
  readonly signal: AbortSignal;
  /** Also collect each image's embedding, which the source gives. */
  readonly withEmbedding?: boolean;
  readonly images: readonly Image[];
  readonly terminal: Terminal;
  readonly earlier?: EarlierAnswers<Image> | undefined;
  /** Called with each outcome of an earlier run, and then of this one, before the next one is awaited. */
  readonly onOutcome?: (outcome: CollectedOutcome<Image>) => Promise<void>;
}

export interface CollectedImages<Image> {
  /** Those with an answer, in the order of the list, which is that of the logits too. */
  readonly images: readonly Image[];
  /** (n, classes), before temperature. */
  readonly logits: Float64Array;
  /** How far the answers may be believed. */
  readonly assessed: AssessedAnswers;
  /** (n), outlier scores; null of a model without limits for them. */
  readonly outlierScores: Float64Array | null;
  /** Where it was asked for. */
  readonly embeddings?: Embeddings;
  readonly failed: readonly FailedImage[];
  /** Those that answered, as far as they are known. */
  readonly engines: readonly string[];
}

/** An image without an answer: it is not found, or cannot be read. */
export interface FailedImage {
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Classifies images with progress on standard error. In memory are each image's names, logits and, where it was asked for,
 * embedding. What comes in another order is put into that of the list, on which intervals depend.
 *
 * @throws SlcError `cancelled` saying how far it came; `internal` where an image has no outcome
 */
export async function collectImages<Image extends NamedFile & ImageFile>({
  name,
  source,
  signal,
  withEmbedding = false,
  images,
  terminal,
  earlier,
  onOutcome,
}: CollectImagesOptions<Image>): Promise<CollectedImages<Image>> {
  const rows = new ImageRows(source.manifest.labels, images);
  const left = earlier?.left ?? images;
  const progress = new ImageProgress(name, left.length, terminal);
  try {
    for await (const outcome of earlier?.outcomes ?? []) {
      throwIfAborted(signal);
      await onOutcome?.(outcome);
      rows.add(outcome);
    }
    for await (const outcome of left.length > 0 ? source.answers(left) : []) {
      await onOutcome?.(outcome);
      progress.countOne();
      rows.add(outcome);
    }
    throwIfAborted(signal);
  } catch (error) {
    throw signal.aborted ? stopped(progress, error) : error;
  } finally {
    progress.end();
  }
  return rows.all({ withEmbedding });
}

/** Outcomes of listed images, which may come in any order. */
class ImageRows<Image extends NamedFile> {
  readonly #classes: readonly LesionClass[];
  readonly #images: readonly Image[];
  readonly #rowOf: ReadonlyMap<Image, number>;
  readonly #answered: number[] = [];
  readonly #failed = new Map<number, FailedImage>();
  /** (images, classes) */
  readonly #logits: Float64Array;
  readonly #assessments: AssessmentTally;
  readonly #embeddings: EmbeddingRows;
  readonly #engines = new Set<string>();

  constructor(classes: readonly LesionClass[], images: readonly Image[]) {
    this.#classes = classes;
    this.#images = images;
    this.#rowOf = new Map(images.map((image, row) => [image, row]));
    this.#logits = new Float64Array(images.length * classes.length);
    this.#assessments = new AssessmentTally(classes, images.length);
    this.#embeddings = new EmbeddingRows(images.length);
  }

  add({ image, answer, embedding }: CollectedOutcome<Image>): void {
    // Safe: images that were not listed are not sent.
    const row = this.#rowOf.get(image) as number;
    if (answer instanceof SlcError) {
      this.#failed.set(row, { file: image.file, code: answer.code, message: answer.message });
      return;
    }
    this.#logits.set(logitsOf(answer, this.#classes), row * this.#classes.length);
    this.#assessments.add(row, answer.assessment);
    if (embedding) this.#embeddings.add(row, embedding);
    if (answer.engine !== null) this.#engines.add(answer.engine);
    this.#answered.push(row);
  }

  all({ withEmbedding }: { readonly withEmbedding: boolean }): CollectedImages<Image> {
    const [all, come] = [this.#images.length, this.#answered.length + this.#failed.size];
    if (come !== all) throw new SlcError('internal', `expected outcomes of ${all} images, got ${come}`);
    const rows = this.#answered.sort((a, b) => a - b);
    return {
      // Safe: rows are those of images.
      images: rows.map((row) => this.#images[row] as Image),
      logits: keepRows(this.#logits, this.#classes.length, rows),
      assessed: this.#assessments.all(rows),
      outlierScores: this.#assessments.outlierScores(rows),
      ...(withEmbedding && { embeddings: this.#embeddings.all(rows) }),
      failed: [...this.#failed].sort(([a], [b]) => a - b).map(([, failed]) => failed),
      engines: [...this.#engines].sort(),
    };
  }
}

/**
 * @returns (K), in the order of the classes
 * @throws SlcError `internal` for an answer that lacks one of them
 */
function logitsOf(
  { predictions }: Pick<TabledAnswer, 'predictions'>,
  classes: readonly LesionClass[],
): number[] {
  const logitOf = new Map(predictions.map((prediction) => [prediction.class, prediction.logit]));
  return classes.map(({ id }) => {
    const logit = logitOf.get(id);
    if (logit === undefined) throw new SlcError('internal', `answer: expected a logit of ${id}, got none`);
    return logit;
  });
}
