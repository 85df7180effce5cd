import { type ClassifiedImage, IMAGE_FORMAT_IDS } from '@slc/domain';
import type {
  ClassifyResponse,
  ClassifyResponse__Output,
} from '../generated/classifier/v1/ClassifyResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { unaryMethod } from '../unary-method.js';
import { fromAssessmentMessage, toAssessmentMessage } from './assessment-message.js';
import { fromOptionsMessage, type ImageWishes, toOptionsMessage } from './classify-options.js';
import { fromExplanationFields, toExplanationFields } from './explanation-message.js';
import { part, word } from './message-fields.js';
import { fromModelRefMessage, toModelRefMessage } from './model-ref-message.js';

export interface ImageRequest extends ImageWishes {
  readonly image: Uint8Array;
}

/** Classifies one image. The server's options say how many calls may run at the same time. */
export const classify = unaryMethod({
  definition: CLASSIFIER.Classify,
  isRetried: true,
  toRequest: ({ image, ...wishes }: ImageRequest) => ({ image, options: toOptionsMessage(wishes) }),
  fromRequest: ({ image, options }): ImageRequest => ({ image, ...fromOptionsMessage(options) }),
  toResponse: toClassifyResponse,
  fromResponse: fromClassifyResponse,
});

export function toClassifyResponse(classified: ClassifiedImage): ClassifyResponse {
  const { classification, preview } = classified;
  const { explanation: _, ...answer } = classification;
  return {
    ...answer,
    ...toExplanationFields(classified),
    predictions: [...classification.predictions],
    assessment: toAssessmentMessage(classification.assessment),
    model: toModelRefMessage(classification.model),
    ...(preview && { preview }),
  };
}

/**
 * The fields come in the order that a classifier gives them in, not in that of the message: JSON of both is the same.
 *
 * @throws SlcError `internal` when the worker's answer lacks a part or uses a word that the contract does not know
 */
export function fromClassifyResponse(message: ClassifyResponse__Output): ClassifiedImage {
  const { preview, malignantProbability, ...answer } = message;
  const image = part(answer.image, 'image');
  const { explanation, beside } = fromExplanationFields(message);
  return {
    ...beside,
    classification: {
      topClass: part(answer.topClass, 'topClass'),
      predictions: answer.predictions.map((each) => ({
        ...each,
        class: part(each.class, 'predictions.class'),
      })),
      ...(malignantProbability !== undefined && { malignantProbability }),
      assessment: fromAssessmentMessage(part(answer.assessment, 'assessment')),
      ...(explanation && { explanation }),
      temperature: answer.temperature,
      model: fromModelRefMessage(part(answer.model, 'model')),
      engine: answer.engine,
      image: { ...image, format: word(image.format, IMAGE_FORMAT_IDS, 'image.format') },
      timingsMs: part(answer.timingsMs, 'timingsMs'),
      notice: answer.notice,
    },
    preview: preview.length === 0 ? null : preview,
  };
}
