import type { Classifier } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import type { WrongSortImages } from '@slc/evaluation';
import { type AnswerImagesOptions, answerImages } from '../evaluate/answer-images.js';
import { AssessmentTally } from '../evaluate/assessment-tally.js';
import { type FailedImage, logitsOf } from '../evaluate/collect-answers.js';
import { EmbeddingRows } from '../evaluate/embedding-rows.js';
import { ImageProgress, stopped } from '../evaluate/image-progress.js';
import type { Terminal } from '../terminal.js';
import { walkImages } from '../walk-images.js';

export interface EmbedImagesOptions extends AnswerImagesOptions {
  readonly classifier: Pick<Classifier, 'classify' | 'manifest'>;
  /** Absolute. */
  readonly folder: string;
  readonly terminal: Terminal;
}

export interface EmbeddedImages extends WrongSortImages {
  readonly count: number;
  readonly failed: readonly FailedImage[];
}

/**
 * The answer and the embedding of each image in a folder, with progress on standard error.
 *
 * @throws SlcError `cancelled` saying how far it came; `not_found` where the folder has no image that can be read
 */
export async function embedImages({
  classifier,
  folder,
  terminal,
  ...limits
}: EmbedImagesOptions): Promise<EmbeddedImages> {
  const images = await walkImages(folder);
  const { labels: classes } = classifier.manifest;
  const logits: number[] = [];
  const embeddings = new EmbeddingRows(images.length);
  const assessments = new AssessmentTally(classes, images.length);
  const failed: FailedImage[] = [];
  const progress = new ImageProgress('calibrate --not', images.length, terminal);
  try {
    const options = { ...limits, withEmbedding: true };
    for await (const { image, answer, embedding } of answerImages(classifier, images, options)) {
      progress.countOne();
      if (answer instanceof SlcError) {
        failed.push({ file: image.file, code: answer.code, message: answer.message });
        continue;
      }
      logits.push(...logitsOf(answer, classes));
      assessments.add(answer.assessment);
      if (embedding) embeddings.add(embedding);
    }
  } catch (error) {
    throw limits.signal.aborted ? stopped(progress, error) : error;
  } finally {
    progress.end();
  }
  const count = images.length - failed.length;
  if (count === 0) throw new SlcError('not_found', noneLeft(folder, failed));
  const observed = assessments.observed();
  return { logits: Float64Array.from(logits), embeddings: embeddings.all(), observed, count, failed };
}

function noneLeft(folder: string, failed: readonly FailedImage[]): string {
  const expected = `--not ${folder}: expected images`;
  const [first] = failed;
  if (!first) return `${expected}, there is none`;
  return `${expected}, none of ${failed.length} can be read. The first is ${first.file}: ${first.message}`;
}
