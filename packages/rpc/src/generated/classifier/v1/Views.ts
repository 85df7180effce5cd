// Original file: proto/classifier/v1/classifier.proto


/**
 * The network saw several views of the picture, such as its quarter turns.
 */
export interface Views {
  'count'?: (number);
  /**
   * How many of them have the answer's top class.
   */
  'agreeing'?: (number);
}

/**
 * The network saw several views of the picture, such as its quarter turns.
 */
export interface Views__Output {
  'count': (number);
  /**
   * How many of them have the answer's top class.
   */
  'agreeing': (number);
}
