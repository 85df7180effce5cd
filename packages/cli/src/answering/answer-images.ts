import { stat } from 'node:fs/promises';
import type { Classifier } from '@slc/classifier';
import {
  type Classification,
  type ExplanationMethod,
  type ExplanationPicture,
  type ExplanationPictures,
  isFaultOfImage,
  SlcError,
  throwIfAborted,
  toSlcError,
} from '@slc/domain';
import type { LabelledImage } from '@slc/evaluation';
import { OWN_IMAGE_RESOURCES, readOwnImage } from '../own-images.js';

/** What became of an image: its answer, or why there is none. */
export interface ImageOutcome<Image = LabelledImage, Answer = Classification> {
  readonly image: Image;
  readonly answer: Answer | SlcError;
  /** Null unless it was asked for and there is an answer. */
  readonly embedding: Float32Array | null;
  /** Those that were asked for, as far as there is an answer. */
  readonly pictures?: ExplanationPictures;
}

export interface AnswerImagesOptions {
  /** Images that are read, wait or are at work at the same time, at most. */
  readonly mostUnderWay: number;
  readonly signal: AbortSignal;
  /** Also give each image's embedding. */
  readonly withEmbedding?: boolean;
  /** Also show where in the picture each answer comes from. */
  readonly explain?: ExplanationMethod | undefined;
  /** Of the explanation. */
  readonly pictures?: readonly ExplanationPicture[];
  /** End where an image has no answer for another reason than its file, such as engines that died: what is left would depend on luck. */
  readonly endAtOutage?: boolean;
}

/** An image that is read when its turn comes: a file, unless it says how. */
export interface ImageFile {
  readonly path: string;
  readonly read?: (signal: AbortSignal) => Promise<Uint8Array>;
}

/** Files of images that are read and not answered yet; a larger image is read alone. */
const MOST_BYTES_UNDER_WAY = OWN_IMAGE_RESOURCES.queueBytes;

/**
 * Classifies images as a worker does a stream's, in the order in which they come. The next image is read when there is room, so
 * memory does not depend on their number. A bad file is an outcome.
 *
 * @throws SlcError `cancelled` when the signal aborts; any other that ends it, where `endAtOutage` says so
 */
export async function* answerImages<Image extends ImageFile>(
  classifier: Pick<Classifier, 'classify'>,
  images: Iterable<Image>,
  options: AnswerImagesOptions,
): AsyncGenerator<ImageOutcome<Image>> {
  const { mostUnderWay, signal, endAtOutage = false } = options;
  const underWay: { readonly bytes: number; readonly outcome: Promise<ImageOutcome<Image>> }[] = [];
  let bytesUnderWay = 0;
  async function first(): Promise<ImageOutcome<Image>> {
    const { bytes, outcome } = underWay.shift() as (typeof underWay)[number]; // Called while there is one.
    const settled = await outcome;
    throwIfAborted(signal);
    if (endAtOutage && settled.answer instanceof SlcError && !isFaultOfFile(settled.answer)) {
      throw settled.answer;
    }
    bytesUnderWay -= bytes;
    return settled;
  }
  for (const image of images) {
    const bytes = image.read ? 0 : await sizeOf(image.path);
    const isFull = () => underWay.length >= mostUnderWay || bytesUnderWay + bytes > MOST_BYTES_UNDER_WAY;
    while (underWay.length > 0 && isFull()) yield await first();
    throwIfAborted(signal);
    bytesUnderWay += bytes;
    underWay.push({ bytes, outcome: answerImage(classifier, image, options) });
  }
  while (underWay.length > 0) yield await first();
}

function isFaultOfFile({ code }: SlcError): boolean {
  return code === 'not_found' || isFaultOfImage(code);
}

/** 0 for a file that cannot be read: the outcome says so. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}

async function answerImage<Image extends ImageFile>(
  classifier: Pick<Classifier, 'classify'>,
  image: Image,
  { signal, withEmbedding = false, explain, pictures: wantedPictures }: AnswerImagesOptions,
): Promise<ImageOutcome<Image>> {
  try {
    const file = await (image.read?.(signal) ?? readOwnImage(image.path, signal));
    const { classification, embedding, pictures } = await classifier.classify(file, {
      ...{ signal, waitForRoom: true, embedding: withEmbedding, explain },
      ...(wantedPictures && { pictures: wantedPictures }),
    });
    return { image, answer: classification, embedding, ...(pictures && { pictures }) };
  } catch (thrown) {
    return { image, answer: toSlcError(thrown), embedding: null };
  }
}
