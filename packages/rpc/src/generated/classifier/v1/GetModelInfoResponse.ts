// Original file: proto/classifier/v1/classifier.proto

import type { ModelState as _classifier_v1_ModelState, ModelState__Output as _classifier_v1_ModelState__Output } from '../../classifier/v1/ModelState.js';
import type { ModelRef as _classifier_v1_ModelRef, ModelRef__Output as _classifier_v1_ModelRef__Output } from '../../classifier/v1/ModelRef.js';

/**
 * Fields 4 to 13 describe the model that answers or, while none does, the configured one. They are empty when its
 * manifest could not be read.
 */
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
   * The name by which settings and commands refer to the model.
   */
  'id'?: (string);
  /**
   * A release of the weights, or the commit from which they come.
   */
  'revision'?: (string);
  /**
   * Ids of the classes, in the order of the network's outputs.
   */
  'labels'?: (string)[];
  /**
   * The network's input, in pixels.
   */
  'inputHeight'?: (number);
  'inputWidth'?: (number);
  /**
   * T in softmax(logits / T).
   */
  'temperature'?: (number | string);
  /**
   * SPDX identifier of the weights' licence.
   */
  'licence'?: (string);
  /**
   * True for a model that serves in place of a better one.
   */
  'standIn'?: (boolean);
  /**
   * Everything known about the model: its whole manifest, as the JSON of a manifest file. It has the fields above,
   * each class's name, malignancy and texts, the training data, evaluations and caveats.
   */
  'manifestJson'?: (string);
  /**
   * What of that was guessed, as in ModelRef.
   */
  'guessed'?: (string)[];
}

/**
 * Fields 4 to 13 describe the model that answers or, while none does, the configured one. They are empty when its
 * manifest could not be read.
 */
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
   * The name by which settings and commands refer to the model.
   */
  'id': (string);
  /**
   * A release of the weights, or the commit from which they come.
   */
  'revision': (string);
  /**
   * Ids of the classes, in the order of the network's outputs.
   */
  'labels': (string)[];
  /**
   * The network's input, in pixels.
   */
  'inputHeight': (number);
  'inputWidth': (number);
  /**
   * T in softmax(logits / T).
   */
  'temperature': (number);
  /**
   * SPDX identifier of the weights' licence.
   */
  'licence': (string);
  /**
   * True for a model that serves in place of a better one.
   */
  'standIn': (boolean);
  /**
   * Everything known about the model: its whole manifest, as the JSON of a manifest file. It has the fields above,
   * each class's name, malignancy and texts, the training data, evaluations and caveats.
   */
  'manifestJson': (string);
  /**
   * What of that was guessed, as in ModelRef.
   */
  'guessed': (string)[];
}
