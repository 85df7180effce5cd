// Original file: proto/classifier/v1/classifier.proto

import type { ClassifyOptions as _classifier_v1_ClassifyOptions, ClassifyOptions__Output as _classifier_v1_ClassifyOptions__Output } from '../../classifier/v1/ClassifyOptions.js';

export interface ClassifyRequest {
  /**
   * A whole JPEG, PNG, WebP, TIFF or BMP file, or a DICOM file of one photograph, recognised by its first bytes. At most
   * the worker's IMAGE_LIMIT_BYTES (10 MiB unless set) and IMAGE_LIMIT_PIXELS (50,000,000); the shorter side has at
   * least 32 pixels.
   * EXIF orientation is not applied to the pixels that are classified.
   */
  'image'?: (Buffer | Uint8Array | string);
  'options'?: (_classifier_v1_ClassifyOptions | null);
}

export interface ClassifyRequest__Output {
  /**
   * A whole JPEG, PNG, WebP, TIFF or BMP file, or a DICOM file of one photograph, recognised by its first bytes. At most
   * the worker's IMAGE_LIMIT_BYTES (10 MiB unless set) and IMAGE_LIMIT_PIXELS (50,000,000); the shorter side has at
   * least 32 pixels.
   * EXIF orientation is not applied to the pixels that are classified.
   */
  'image': (Buffer);
  'options': (_classifier_v1_ClassifyOptions__Output | null);
}
