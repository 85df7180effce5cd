// Original file: proto/classifier/v1/classifier.proto


/**
 * One figure of a picture's quality, with the limit that it was compared with.
 */
export interface QualityFigure {
  /**
   * sharpness, brightness, clipped, contrast, chroma or side.
   */
  'code'?: (string);
  'value'?: (number | string);
  'limit'?: (number | string);
}

/**
 * One figure of a picture's quality, with the limit that it was compared with.
 */
export interface QualityFigure__Output {
  /**
   * sharpness, brightness, clipped, contrast, chroma or side.
   */
  'code': (string);
  'value': (number);
  'limit': (number);
}
