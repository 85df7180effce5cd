// Original file: proto/classifier/v1/classifier.proto

import type { Prediction as _classifier_v1_Prediction, Prediction__Output as _classifier_v1_Prediction__Output } from '../../classifier/v1/Prediction.js';
import type { ModelRef as _classifier_v1_ModelRef, ModelRef__Output as _classifier_v1_ModelRef__Output } from '../../classifier/v1/ModelRef.js';
import type { TimingsMs as _classifier_v1_TimingsMs, TimingsMs__Output as _classifier_v1_TimingsMs__Output } from '../../classifier/v1/TimingsMs.js';
import type { ImageInfo as _classifier_v1_ImageInfo, ImageInfo__Output as _classifier_v1_ImageInfo__Output } from '../../classifier/v1/ImageInfo.js';

export interface ClassifyResponse {
  /**
   * Class with the highest probability: AKIEC, BCC, BKL, DF, MEL, NV or VASC.
   */
  'top_class'?: (string);
  /**
   * All seven, most probable first. The probabilities sum to 1 within 1e-6.
   */
  'predictions'?: (_classifier_v1_Prediction)[];
  /**
   * T in softmax(logits / T). Above 0.
   */
  'temperature'?: (number | string);
  'model'?: (_classifier_v1_ModelRef | null);
  /**
   * What ran the network, such as "onnx".
   */
  'engine'?: (string);
  'timings_ms'?: (_classifier_v1_TimingsMs | null);
  /**
   * To be shown wherever the answer is shown.
   */
  'notice'?: (string);
  'image'?: (_classifier_v1_ImageInfo | null);
  /**
   * JPEG, longer side at most 512 pixels, without metadata. Empty unless asked for.
   */
  'preview'?: (Buffer | Uint8Array | string);
}

export interface ClassifyResponse__Output {
  /**
   * Class with the highest probability: AKIEC, BCC, BKL, DF, MEL, NV or VASC.
   */
  'top_class': (string);
  /**
   * All seven, most probable first. The probabilities sum to 1 within 1e-6.
   */
  'predictions': (_classifier_v1_Prediction__Output)[];
  /**
   * T in softmax(logits / T). Above 0.
   */
  'temperature': (number);
  'model': (_classifier_v1_ModelRef__Output | null);
  /**
   * What ran the network, such as "onnx".
   */
  'engine': (string);
  'timings_ms': (_classifier_v1_TimingsMs__Output | null);
  /**
   * To be shown wherever the answer is shown.
   */
  'notice': (string);
  'image': (_classifier_v1_ImageInfo__Output | null);
  /**
   * JPEG, longer side at most 512 pixels, without metadata. Empty unless asked for.
   */
  'preview': (Buffer);
}
