import { SlcError } from '@slc/domain';
import {
  type LabelledAnswers,
  type LabelledData,
  type LabelledImage,
  type LeftOut,
  numberGroups,
} from '@slc/evaluation';
import {
  type CollectedImages,
  type CollectImagesOptions,
  collectImages,
  type FailedImage,
} from './collect-images.js';

export interface CollectOptions extends Omit<CollectImagesOptions<LabelledImage>, 'images'> {
  readonly data: LabelledData;
}

export interface CollectedAnswers
  extends Pick<
    CollectedImages<LabelledImage>,
    'images' | 'assessed' | 'outlierScores' | 'failed' | 'engines'
  > {
  /** Of `images`. */
  readonly answers: LabelledAnswers;
  /** Rows and files that are not used for another reason than a missing image. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Classifies labelled images, as `collectImages` does. An image that is not found has failed.
 *
 * @throws SlcError `cancelled` saying how far it came; `not_found` where no image has an answer
 */
export async function collectAnswers({
  data: { images: listed, leftOut },
  ...options
}: CollectOptions): Promise<CollectedAnswers> {
  const { missing, others } = apartFromMissing(leftOut);
  const { logits, embeddings, images, ...collected } = await collectImages<LabelledImage>({
    ...options,
    images: listed,
  });
  const failed = [...missing, ...collected.failed];
  if (images.length === 0) throw noAnswer(failed);
  return {
    ...collected,
    images,
    answers: {
      classes: options.source.manifest.labels,
      logits,
      labels: Int32Array.from(images, ({ label }) => label),
      groups: numberGroups(images),
      ...(embeddings && { embeddings }),
    },
    failed,
    leftOut: others,
  };
}

/** Images that are not found have failed; other rows are left out. */
export function apartFromMissing(leftOut: readonly LeftOut[]) {
  const isMissing = ({ reason }: LeftOut) => reason === 'missing';
  const asFailed = ({ file, message }: LeftOut): FailedImage => ({ file, code: 'not_found', message });
  return {
    missing: leftOut.filter(isMissing).map(asFailed),
    others: leftOut.filter((row) => !isMissing(row)),
  };
}

export function noAnswer(failed: readonly FailedImage[]): SlcError {
  const [first] = failed;
  const example = first ? `. The first is ${first.file}: ${first.message}` : '';
  const message = `expected images that can be classified, none of ${failed.length} can${example}`;
  return new SlcError('not_found', message);
}
