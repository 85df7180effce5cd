import type { Classifier } from '@slc/classifier';
import type { ExplanationMethod, ExplanationPicture } from '@slc/domain';
import {
  type AnswerImagesOptions,
  answerImages,
  type ImageFile,
  type ImageOutcome,
} from './answer-images.js';

/** What else is wanted of each answer. */
export interface Wanted {
  readonly explain?: ExplanationMethod | undefined;
  readonly pictures?: readonly ExplanationPicture[];
  /** In the order in which answers are ready, where that may be another than that of the images. */
  readonly asTheyCome?: boolean;
}

/** What answers images: a model that the command has opened, or workers that run. */
export interface AnswerSource extends Pick<Classifier, 'manifest' | 'model'> {
  readonly engine: string;
  /** The next image is read when there is room, so that memory does not depend on their number. A bad file is an outcome. */
  answers<Image extends ImageFile>(
    images: Iterable<Image>,
    wanted?: Wanted,
  ): AsyncGenerator<ImageOutcome<Image>>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** @param opened is closed with the source */
export function openedSource({
  classifier,
  ...limits
}: AnswerImagesOptions & { readonly classifier: Classifier }): AnswerSource {
  const { manifest, model, engine } = classifier;
  return {
    ...{ manifest, model, engine },
    answers: (images, { asTheyCome: _, ...wanted } = {}) =>
      answerImages(classifier, images, { ...limits, ...wanted }),
    close: () => classifier.close(),
  };
}
