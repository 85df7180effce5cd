// Original file: proto/classifier/v1/classifier.proto


/**
 * The classes that are plausible for an image.
 */
export interface PredictionSet {
  /**
   * By their ids, most probable first.
   */
  'classes'?: (string)[];
  /**
   * The share of images whose set should hold the true class.
   */
  'coverage'?: (number | string);
}

/**
 * The classes that are plausible for an image.
 */
export interface PredictionSet__Output {
  /**
   * By their ids, most probable first.
   */
  'classes': (string)[];
  /**
   * The share of images whose set should hold the true class.
   */
  'coverage': (number);
}
