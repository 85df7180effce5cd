import {
  type ClassifiedImage,
  ERROR_CODES,
  EXPLANATION_METHODS,
  EXPLANATION_PICTURES,
  type Explanation,
  SlcError,
} from '@slc/domain';
import type {
  ClassifyResponse,
  ClassifyResponse__Output,
} from '../generated/classifier/v1/ClassifyResponse.js';
import type { Explanation__Output } from '../generated/classifier/v1/Explanation.js';
import { part, word } from './message-fields.js';

type ExplanationFields = 'explanation' | 'explanationError' | 'pictures';

/** The fields of an answer that explain it; none where nothing was asked for. */
export function toExplanationFields({
  classification: { explanation },
  explanationError,
  pictures,
}: ClassifiedImage): Pick<ClassifyResponse, ExplanationFields> {
  return {
    ...(explanation && { explanation: { ...explanation, values: [...explanation.values] } }),
    ...(explanationError && {
      explanationError: { code: explanationError.code, message: explanationError.message },
    }),
    ...(pictures && { pictures }),
  };
}

/** @throws SlcError `internal` when it lacks a part or uses a word that the contract does not know */
export function fromExplanationFields({
  explanation,
  explanationError: error,
  pictures,
}: Pick<ClassifyResponse__Output, ExplanationFields>) {
  const drawn = Object.entries(pictures).map(
    ([name, bytes]) => [word(name, EXPLANATION_PICTURES, 'pictures'), bytes] as const,
  );
  return {
    explanation: explanation && toExplanation(explanation),
    beside: {
      ...(error && {
        explanationError: new SlcError(word(error.code, ERROR_CODES, 'explanationError.code'), error.message),
      }),
      ...(drawn.length > 0 && { pictures: Object.fromEntries(drawn) }),
    } satisfies Pick<ClassifiedImage, 'explanationError' | 'pictures'>,
  };
}

function toExplanation(message: Explanation__Output): Explanation {
  const { height, width, values } = message;
  return {
    method: word(message.method, EXPLANATION_METHODS, 'explanation.method'),
    class: part(message.class, 'explanation.class'),
    ...{ height, width, values },
    check: part(message.check, 'explanation.check'),
  };
}
