import { GUESSES, type ModelRef, SERVED_PRECISIONS } from '@slc/domain';
import type { ModelRef__Output, ModelRef as ModelRefMessage } from '../generated/classifier/v1/ModelRef.js';
import { word } from './message-fields.js';

export function toModelRefMessage({ guessed, ...ref }: ModelRef): ModelRefMessage {
  return { ...ref, ...(guessed && { guessed: [...guessed] }) };
}

/** @throws SlcError `internal` when it uses a word that the contract does not know */
export function fromModelRefMessage({ guessed: words, precision, ...ref }: ModelRef__Output): ModelRef {
  const guessed = words.map((each) => word(each, GUESSES, 'model.guessed'));
  return {
    ...ref,
    precision: word(precision, SERVED_PRECISIONS, 'model.precision'),
    ...(guessed.length > 0 && { guessed }),
  };
}
