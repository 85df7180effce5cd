// Original file: proto/classifier/v1/classifier.proto

import type { DeletionCheck as _classifier_v1_DeletionCheck, DeletionCheck__Output as _classifier_v1_DeletionCheck__Output } from '../../classifier/v1/DeletionCheck.js';

/**
 * Where in the picture the answer for one class comes from, with a check of whether that is so.
 */
export interface Explanation {
  /**
   * grad-cam, hirescam or score-cam.
   */
  'method'?: (string);
  /**
   * The top class.
   */
  'class'?: (string);
  'height'?: (number);
  'width'?: (number);
  /**
   * (height, width), row by row, of the square that the model saw: 0..1, the largest is 1. All 0 where the map shows nothing.
   */
  'values'?: (number | string)[];
  'check'?: (_classifier_v1_DeletionCheck | null);
}

/**
 * Where in the picture the answer for one class comes from, with a check of whether that is so.
 */
export interface Explanation__Output {
  /**
   * grad-cam, hirescam or score-cam.
   */
  'method': (string);
  /**
   * The top class.
   */
  'class': (string);
  'height': (number);
  'width': (number);
  /**
   * (height, width), row by row, of the square that the model saw: 0..1, the largest is 1. All 0 where the map shows nothing.
   */
  'values': (number)[];
  'check': (_classifier_v1_DeletionCheck__Output | null);
}
