import { SlcError } from '@slc/domain';
import type { WrongSortImages } from '@slc/evaluation';
import type { AnswerSource } from '../answering/answer-source.js';
import { type CollectImagesOptions, collectImages, type FailedImage } from '../answering/collect-images.js';
import { type NamedFile, walkImages } from '../walk-images.js';
import { ObservedAnswers } from './observed-answers.js';

export interface EmbedImagesOptions extends Pick<CollectImagesOptions<NamedFile>, 'signal' | 'terminal'> {
  readonly source: AnswerSource;
  /** Absolute. */
  readonly folder: string;
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
  folder,
  source,
  ...options
}: EmbedImagesOptions): Promise<EmbeddedImages> {
  const observed = new ObservedAnswers();
  const { images, logits, embeddings, failed } = await collectImages({
    ...options,
    source: observed.of(source),
    name: 'calibrate --not',
    images: await walkImages(folder),
    withEmbedding: true,
  });
  if (images.length === 0 || !embeddings) throw new SlcError('not_found', noneLeft(folder, failed));
  return { logits, embeddings, observed, count: images.length, failed };
}

function noneLeft(folder: string, failed: readonly FailedImage[]): string {
  const expected = `--not ${folder}: expected images`;
  const [first] = failed;
  if (!first) return `${expected}, there is none`;
  return `${expected}, none of ${failed.length} can be read. The first is ${first.file}: ${first.message}`;
}
