// Original file: proto/classifier/v1/classifier.proto


/**
 * Why one image of a stream was not classified, or an answer not explained.
 */
export interface ImageError {
  /**
   * One of the codes above, such as invalid_image.
   */
  'code'?: (string);
  /**
   * What was expected and what came.
   */
  'message'?: (string);
}

/**
 * Why one image of a stream was not classified, or an answer not explained.
 */
export interface ImageError__Output {
  /**
   * One of the codes above, such as invalid_image.
   */
  'code': (string);
  /**
   * What was expected and what came.
   */
  'message': (string);
}
