// Original file: proto/classifier/v1/classifier.proto


/**
 * Where the time went inside the worker, in milliseconds.
 */
export interface TimingsMs {
  'queue'?: (number | string);
  'decode'?: (number | string);
  'inference'?: (number | string);
  /**
   * From admission to answer.
   */
  'total'?: (number | string);
}

/**
 * Where the time went inside the worker, in milliseconds.
 */
export interface TimingsMs__Output {
  'queue': (number);
  'decode': (number);
  'inference': (number);
  /**
   * From admission to answer.
   */
  'total': (number);
}
