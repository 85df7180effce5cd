// Original file: proto/classifier/v1/classifier.proto

import type { ClassifyOptions as _classifier_v1_ClassifyOptions, ClassifyOptions__Output as _classifier_v1_ClassifyOptions__Output } from '../../classifier/v1/ClassifyOptions.js';

export interface ClassifyStreamRequest {
  /**
   * Chosen by the caller to tell answers apart, and given back as it came. At most 1,024 characters.
   */
  'id'?: (string);
  /**
   * As in ClassifyRequest.
   */
  'image'?: (Buffer | Uint8Array | string);
  'options'?: (_classifier_v1_ClassifyOptions | null);
}

export interface ClassifyStreamRequest__Output {
  /**
   * Chosen by the caller to tell answers apart, and given back as it came. At most 1,024 characters.
   */
  'id': (string);
  /**
   * As in ClassifyRequest.
   */
  'image': (Buffer);
  'options': (_classifier_v1_ClassifyOptions__Output | null);
}
