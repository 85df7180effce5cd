// Original file: proto/classifier/v1/classifier.proto


/**
 * Names the model that answers.
 */
export interface ModelRef {
  'id'?: (string);
  /**
   * A release of the weights, or the commit from which they come.
   */
  'revision'?: (string);
  /**
   * Hex digest of the weights: of the file, or of all files where they are several.
   */
  'sha256'?: (string);
  /**
   * True when a model answers in place of a better one, as the compact model does.
   */
  'standIn'?: (boolean);
  /**
   * What was guessed of the model, so that its answers may mean something else: classes (which output is which), scaling
   * (of the pixels). Empty for a model that is described. Show it wherever you show the answer.
   */
  'guessed'?: (string)[];
  /**
   * The numbers that it is computed in: float32, int8 or float16; "as in the file" for an ONNX file that was saved in int8 or float16.
   */
  'precision'?: (string);
}

/**
 * Names the model that answers.
 */
export interface ModelRef__Output {
  'id': (string);
  /**
   * A release of the weights, or the commit from which they come.
   */
  'revision': (string);
  /**
   * Hex digest of the weights: of the file, or of all files where they are several.
   */
  'sha256': (string);
  /**
   * True when a model answers in place of a better one, as the compact model does.
   */
  'standIn': (boolean);
  /**
   * What was guessed of the model, so that its answers may mean something else: classes (which output is which), scaling
   * (of the pixels). Empty for a model that is described. Show it wherever you show the answer.
   */
  'guessed': (string)[];
  /**
   * The numbers that it is computed in: float32, int8 or float16; "as in the file" for an ONNX file that was saved in int8 or float16.
   */
  'precision': (string);
}
