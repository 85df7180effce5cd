// Original file: proto/classifier/v1/classifier.proto

import type { ModelState as _classifier_v1_ModelState, ModelState__Output as _classifier_v1_ModelState__Output } from '../../classifier/v1/ModelState.js';
import type { ModelRef as _classifier_v1_ModelRef, ModelRef__Output as _classifier_v1_ModelRef__Output } from '../../classifier/v1/ModelRef.js';
import type { ModelManifest as _classifier_v1_ModelManifest, ModelManifest__Output as _classifier_v1_ModelManifest__Output } from '../../classifier/v1/ModelManifest.js';

export interface GetModelInfoResponse {
  'state'?: (_classifier_v1_ModelState | null);
  /**
   * The model that answers Classify. Absent while none does.
   */
  'model'?: (_classifier_v1_ModelRef | null);
  /**
   * The engine that runs it. Empty while none does.
   */
  'engine'?: (string);
  /**
   * Everything known about the model that answers; while none does, about the configured one. Absent when its
   * description could not be read.
   */
  'manifest'?: (_classifier_v1_ModelManifest | null);
}

export interface GetModelInfoResponse__Output {
  'state': (_classifier_v1_ModelState__Output | null);
  /**
   * The model that answers Classify. Absent while none does.
   */
  'model': (_classifier_v1_ModelRef__Output | null);
  /**
   * The engine that runs it. Empty while none does.
   */
  'engine': (string);
  /**
   * Everything known about the model that answers; while none does, about the configured one. Absent when its
   * description could not be read.
   */
  'manifest': (_classifier_v1_ModelManifest__Output | null);
}
