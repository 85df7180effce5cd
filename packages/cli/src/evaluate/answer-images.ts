import { stat } from 'node:fs/promises';
import type { Classifier } from '@slc/classifier';
import { type Classification, type SlcError, throwIfAborted, toSlcError } from '@slc/domain';
import type { LabelledImage } from '@slc/evaluation';
import { OWN_IMAGE_RESOURCES, readOwnImage } from '../own-images.js';

/** What became of an image: its answer, or why there is none. */
export interface ImageOutcome {
  readonly image: LabelledImage;
  readonly answer: Classification | SlcError;
}

export interface AnswerImagesOptions {
  /** Images that are read, wait or are at work at the same time, at most. */
  readonly mostUnderWay: number;
  readonly signal: AbortSignal;
}

/** Files of images that are read and not answered yet; a larger image is read alone. */
const MOST_BYTES_UNDER_WAY = OWN_IMAGE_RESOURCES.queueBytes;

/**
 * Classifies images as a worker does a stream's, in the order in which they come. The next image is read when there is room, so
 * memory does not depend on their number. A bad file is an outcome.
 *
 * @throws SlcError `cancelled` when the signal aborts
 */
export async function* answerImages(
  classifier: Pick<Classifier, 'classify'>,
  images: readonly LabelledImage[],
  { mostUnderWay, signal }: AnswerImagesOptions,
): AsyncGenerator<ImageOutcome> {
  const underWay: { readonly bytes: number; readonly outcome: Promise<ImageOutcome> }[] = [];
  let bytesUnderWay = 0;
  async function first(): Promise<ImageOutcome> {
    const { bytes, outcome } = underWay.shift() as (typeof underWay)[number]; // Called while there is one.
    const settled = await outcome;
    throwIfAborted(signal);
    bytesUnderWay -= bytes;
    return settled;
  }
  for (const image of images) {
    const bytes = await sizeOf(image.path);
    const isFull = () => underWay.length >= mostUnderWay || bytesUnderWay + bytes > MOST_BYTES_UNDER_WAY;
    while (underWay.length > 0 && isFull()) yield await first();
    throwIfAborted(signal);
    bytesUnderWay += bytes;
    underWay.push({ bytes, outcome: answerImage(classifier, image, signal) });
  }
  while (underWay.length > 0) yield await first();
}

/** 0 for a file that cannot be read: the outcome says so. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}

async function answerImage(
  classifier: Pick<Classifier, 'classify'>,
  image: LabelledImage,
  signal: AbortSignal,
): Promise<ImageOutcome> {
  try {
    const file = await readOwnImage(image.path);
    const { classification } = await classifier.classify(file, { signal, waitForRoom: true });
    return { image, answer: classification };
  } catch (thrown) {
    return { image, answer: toSlcError(thrown) };
  }
}
