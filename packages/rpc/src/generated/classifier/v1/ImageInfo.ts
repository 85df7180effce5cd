// Original file: proto/classifier/v1/classifier.proto


/**
 * What was analysed.
 */
export interface ImageInfo {
  /**
   * jpeg, png, webp, tiff, bmp or dicom.
   */
  'format'?: (string);
  /**
   * As decoded, in pixels, before any EXIF orientation.
   */
  'width'?: (number);
  'height'?: (number);
}

/**
 * What was analysed.
 */
export interface ImageInfo__Output {
  /**
   * jpeg, png, webp, tiff, bmp or dicom.
   */
  'format': (string);
  /**
   * As decoded, in pixels, before any EXIF orientation.
   */
  'width': (number);
  'height': (number);
}
