// Original file: proto/classifier/v1/classifier.proto


export interface ClassifyOptions {
  /**
   * Also return a small picture of what was analysed.
   */
  'preview'?: (boolean);
}

export interface ClassifyOptions__Output {
  /**
   * Also return a small picture of what was analysed.
   */
  'preview': (boolean);
}
