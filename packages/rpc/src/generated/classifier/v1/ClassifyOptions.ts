// Original file: proto/classifier/v1/classifier.proto


export interface ClassifyOptions {
  /**
   * Also return a small picture of what was analysed.
   */
  'preview'?: (boolean);
  /**
   * Also show where in the picture the answer comes from: grad-cam, hirescam or score-cam. Empty for none. The check of the
   * map, and score-cam itself, take further passes through the network, each with a place in the queue.
   */
  'explain'?: (string);
  /**
   * Answer without the explanation where the queue has no room for its passes, it takes too long, or the model has no such
   * map. Otherwise the call fails then. An unusable image is not explained: then the answer has no explanation_error either.
   */
  'explanationOptional'?: (boolean);
  /**
   * Also draw these, as PNG: analysed (the square that the model saw, at the network's input size), overlay (the map as a
   * transparent layer of that size), blended (both together). Without an explanation only the first can be drawn.
   */
  'pictures'?: (string)[];
}

export interface ClassifyOptions__Output {
  /**
   * Also return a small picture of what was analysed.
   */
  'preview': (boolean);
  /**
   * Also show where in the picture the answer comes from: grad-cam, hirescam or score-cam. Empty for none. The check of the
   * map, and score-cam itself, take further passes through the network, each with a place in the queue.
   */
  'explain': (string);
  /**
   * Answer without the explanation where the queue has no room for its passes, it takes too long, or the model has no such
   * map. Otherwise the call fails then. An unusable image is not explained: then the answer has no explanation_error either.
   */
  'explanationOptional': (boolean);
  /**
   * Also draw these, as PNG: analysed (the square that the model saw, at the network's input size), overlay (the map as a
   * transparent layer of that size), blended (both together). Without an explanation only the first can be drawn.
   */
  'pictures': (string)[];
}
