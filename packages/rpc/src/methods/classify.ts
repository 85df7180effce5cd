import { type ClassifiedImage, IMAGE_FORMAT_IDS } from '@slc/domain';
import type {
  ClassifyResponse,
  ClassifyResponse__Output,
} from '../generated/classifier/v1/ClassifyResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { unaryMethod } from '../unary/method.js';
import { part, present, text, word } from './message-fields.js';
import { fromModelRefMessage, toModelRefMessage } from './model-ref.js';

export interface ImageRequest {
  readonly image: Uint8Array;
  readonly preview: boolean;
}

/** Classifies one image. The server's options say how many calls may run at the same time. */
export const classify = unaryMethod({
  definition: CLASSIFIER.Classify,
  isRetried: true,
  toRequest: ({ image, preview = false }: { image: Uint8Array; preview?: boolean }) => ({
    image,
    options: { preview },
  }),
  fromRequest: ({ image, options }): ImageRequest => ({ image, preview: options?.preview ?? false }),
  toResponse: toClassifyResponse,
  fromResponse: fromClassifyResponse,
});

export function toClassifyResponse({ classification, preview }: ClassifiedImage): ClassifyResponse {
  const { topClass, malignantProbability, model, timingsMs, ...same } = classification;
  return {
    ...same,
    predictions: [...same.predictions],
    top_class: topClass,
    model: toModelRefMessage(model),
    timings_ms: timingsMs,
    ...present({ malignant_probability: malignantProbability, preview }),
  };
}

/** @throws SlcError `internal` when the worker's answer lacks a part or uses a word that the contract does not know */
export function fromClassifyResponse(message: ClassifyResponse__Output): ClassifiedImage {
  const image = part(message.image, 'image');
  return {
    classification: {
      topClass: text(message.top_class, 'top_class'),
      predictions: message.predictions.map((prediction) => ({
        class: text(prediction.class, 'predictions.class'),
        probability: prediction.probability,
        logit: prediction.logit,
      })),
      ...present({ malignantProbability: message.malignant_probability }),
      temperature: message.temperature,
      model: fromModelRefMessage(part(message.model, 'model')),
      engine: message.engine,
      image: { ...image, format: word(image.format, IMAGE_FORMAT_IDS, 'image.format') },
      timingsMs: part(message.timings_ms, 'timings_ms'),
      notice: message.notice,
    },
    preview: message.preview.length === 0 ? null : message.preview,
  };
}
