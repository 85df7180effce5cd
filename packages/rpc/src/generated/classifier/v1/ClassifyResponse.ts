// Original file: proto/classifier/v1/classifier.proto

import type { Prediction as _classifier_v1_Prediction, Prediction__Output as _classifier_v1_Prediction__Output } from '../../classifier/v1/Prediction.js';
import type { ModelRef as _classifier_v1_ModelRef, ModelRef__Output as _classifier_v1_ModelRef__Output } from '../../classifier/v1/ModelRef.js';
import type { TimingsMs as _classifier_v1_TimingsMs, TimingsMs__Output as _classifier_v1_TimingsMs__Output } from '../../classifier/v1/TimingsMs.js';
import type { ImageInfo as _classifier_v1_ImageInfo, ImageInfo__Output as _classifier_v1_ImageInfo__Output } from '../../classifier/v1/ImageInfo.js';
import type { Assessment as _classifier_v1_Assessment, Assessment__Output as _classifier_v1_Assessment__Output } from '../../classifier/v1/Assessment.js';
import type { Explanation as _classifier_v1_Explanation, Explanation__Output as _classifier_v1_Explanation__Output } from '../../classifier/v1/Explanation.js';
import type { ImageError as _classifier_v1_ImageError, ImageError__Output as _classifier_v1_ImageError__Output } from '../../classifier/v1/ImageError.js';

export interface ClassifyResponse {
  /**
   * The class with the highest probability, by its id.
   */
  'topClass'?: (string);
  /**
   * Every class of the model, most probable first. The probabilities sum to 1 within 1e-6.
   */
  'predictions'?: (_classifier_v1_Prediction)[];
  /**
   * T in softmax(logits / T). Above 0.
   */
  'temperature'?: (number | string);
  'model'?: (_classifier_v1_ModelRef | null);
  /**
   * The engine that ran the network, such as "onnx".
   */
  'engine'?: (string);
  'timingsMs'?: (_classifier_v1_TimingsMs | null);
  /**
   * To be shown with every answer.
   */
  'notice'?: (string);
  'image'?: (_classifier_v1_ImageInfo | null);
  /**
   * JPEG, longer side at most 512 pixels, without metadata. Empty unless asked for.
   */
  'preview'?: (Buffer | Uint8Array | string);
  /**
   * Sum over the malignant and pre-malignant classes, 0..1. Absent when the model's labels do not say which they are.
   */
  'malignantProbability'?: (number | string);
  /**
   * How far the answer may be believed. Show it wherever you show the answer.
   */
  'assessment'?: (_classifier_v1_Assessment | null);
  /**
   * Absent unless asked for.
   */
  'explanation'?: (_classifier_v1_Explanation | null);
  /**
   * Why an optional explanation is absent although it was asked for.
   */
  'explanationError'?: (_classifier_v1_ImageError | null);
  /**
   * By the names of ClassifyOptions.pictures.
   */
  'pictures'?: ({[key: string]: Buffer | Uint8Array | string});
  '_malignantProbability'?: "malignantProbability";
}

export interface ClassifyResponse__Output {
  /**
   * The class with the highest probability, by its id.
   */
  'topClass': (string);
  /**
   * Every class of the model, most probable first. The probabilities sum to 1 within 1e-6.
   */
  'predictions': (_classifier_v1_Prediction__Output)[];
  /**
   * T in softmax(logits / T). Above 0.
   */
  'temperature': (number);
  'model': (_classifier_v1_ModelRef__Output | null);
  /**
   * The engine that ran the network, such as "onnx".
   */
  'engine': (string);
  'timingsMs': (_classifier_v1_TimingsMs__Output | null);
  /**
   * To be shown with every answer.
   */
  'notice': (string);
  'image': (_classifier_v1_ImageInfo__Output | null);
  /**
   * JPEG, longer side at most 512 pixels, without metadata. Empty unless asked for.
   */
  'preview': (Buffer);
  /**
   * Sum over the malignant and pre-malignant classes, 0..1. Absent when the model's labels do not say which they are.
   */
  'malignantProbability'?: (number);
  /**
   * How far the answer may be believed. Show it wherever you show the answer.
   */
  'assessment': (_classifier_v1_Assessment__Output | null);
  /**
   * Absent unless asked for.
   */
  'explanation': (_classifier_v1_Explanation__Output | null);
  /**
   * Why an optional explanation is absent although it was asked for.
   */
  'explanationError': (_classifier_v1_ImageError__Output | null);
  /**
   * By the names of ClassifyOptions.pictures.
   */
  'pictures': ({[key: string]: Buffer});
}
