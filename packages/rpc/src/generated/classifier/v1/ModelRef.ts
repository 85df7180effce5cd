// Original file: proto/classifier/v1/classifier.proto


/**
 * Names the model that answers.
 */
export interface ModelRef {
  'id'?: (string);
  /**
   * A release of the weights, or a commit of where they come from.
   */
  'revision'?: (string);
  /**
   * Hex digest of the weights file.
   */
  'sha256'?: (string);
  /**
   * True where a stand-in answers, such as the compact model: its manifest says so.
   */
  'stand_in'?: (boolean);
}

/**
 * Names the model that answers.
 */
export interface ModelRef__Output {
  'id': (string);
  /**
   * A release of the weights, or a commit of where they come from.
   */
  'revision': (string);
  /**
   * Hex digest of the weights file.
   */
  'sha256': (string);
  /**
   * True where a stand-in answers, such as the compact model: its manifest says so.
   */
  'stand_in': (boolean);
}
