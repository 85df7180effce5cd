// Original file: proto/classifier/v1/classifier.proto


export interface ModelState {
  /**
   * starting, ready, recovering (its engine is being replaced), failed or stopping.
   */
  'phase'?: (string);
  /**
   * One sentence for a person. Empty when ready.
   */
  'reason'?: (string);
}

export interface ModelState__Output {
  /**
   * starting, ready, recovering (its engine is being replaced), failed or stopping.
   */
  'phase': (string);
  /**
   * One sentence for a person. Empty when ready.
   */
  'reason': (string);
}
