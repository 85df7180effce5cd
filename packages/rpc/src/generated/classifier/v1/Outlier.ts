// Original file: proto/classifier/v1/classifier.proto


/**
 * How unlike the images that the model was made for an image is.
 */
export interface Outlier {
  /**
   * Above 1 for one in twenty of the images that the model was made for, and for most others.
   */
  'score'?: (number | string);
  /**
   * Above it the model cannot judge the image.
   */
  'unusableFrom'?: (number | string);
}

/**
 * How unlike the images that the model was made for an image is.
 */
export interface Outlier__Output {
  /**
   * Above 1 for one in twenty of the images that the model was made for, and for most others.
   */
  'score': (number);
  /**
   * Above it the model cannot judge the image.
   */
  'unusableFrom': (number);
}
