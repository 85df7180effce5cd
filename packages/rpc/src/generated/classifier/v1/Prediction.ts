// Original file: proto/classifier/v1/classifier.proto


export interface Prediction {
  /**
   * A class by its id among the model's labels, such as "MEL".
   */
  'class'?: (string);
  /**
   * Calibrated: softmax(logits / temperature), 0..1.
   */
  'probability'?: (number | string);
  /**
   * The network's own output, before temperature and softmax.
   */
  'logit'?: (number | string);
}

export interface Prediction__Output {
  /**
   * A class by its id among the model's labels, such as "MEL".
   */
  'class': (string);
  /**
   * Calibrated: softmax(logits / temperature), 0..1.
   */
  'probability': (number);
  /**
   * The network's own output, before temperature and softmax.
   */
  'logit': (number);
}
