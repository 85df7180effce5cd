import {
  type ExplanationMethod,
  type ExplanationPicture,
  toExplanationMethod,
  toExplanationPicture,
} from '@slc/domain';
import type {
  ClassifyOptions__Output,
  ClassifyOptions as ClassifyOptionsMessage,
} from '../generated/classifier/v1/ClassifyOptions.js';

/** What an image's sender may ask for beside the answer. */
export interface ImageWishes {
  /** A small picture of what was analysed; false unless given. */
  readonly preview?: boolean;
  readonly explain?: ExplanationMethod | undefined;
  /** Answer without the explanation where there is no room, no time or no map for it, or the image is unusable; false unless given. */
  readonly explanationOptional?: boolean;
  /** None unless given. */
  readonly pictures?: readonly ExplanationPicture[];
}

export function toOptionsMessage(wishes: ImageWishes): ClassifyOptionsMessage {
  const { preview = false, explain, explanationOptional = false, pictures = [] } = wishes;
  return { preview, explain: explain ?? '', explanationOptional, pictures: [...pictures] };
}

/** @throws SlcError `invalid_request` for a word that is none of the contract's */
export function fromOptionsMessage(message: ClassifyOptions__Output | null): ImageWishes {
  if (!message) return {};
  const { explain, pictures, preview, explanationOptional } = message;
  return {
    preview,
    explanationOptional,
    ...(explain !== '' && { explain: toExplanationMethod(explain, 'options.explain') }),
    ...(pictures.length > 0 && {
      pictures: pictures.map((picture) => toExplanationPicture(picture, 'options.pictures')),
    }),
  };
}
