// Original file: proto/classifier/v1/classifier.proto

import type { ClassifyResponse as _classifier_v1_ClassifyResponse, ClassifyResponse__Output as _classifier_v1_ClassifyResponse__Output } from '../../classifier/v1/ClassifyResponse.js';
import type { ImageError as _classifier_v1_ImageError, ImageError__Output as _classifier_v1_ImageError__Output } from '../../classifier/v1/ImageError.js';

export interface ClassifyStreamResponse {
  'id'?: (string);
  'answer'?: (_classifier_v1_ClassifyResponse | null);
  'error'?: (_classifier_v1_ImageError | null);
  'outcome'?: "answer"|"error";
}

export interface ClassifyStreamResponse__Output {
  'id': (string);
  'answer'?: (_classifier_v1_ClassifyResponse__Output | null);
  'error'?: (_classifier_v1_ImageError__Output | null);
}
