// Original file: proto/inference/open_inference_grpc.proto


export interface ModelReadyResponse {
  /**
   * True if the model is ready, false if not ready.
   */
  'ready'?: (boolean);
}

export interface ModelReadyResponse__Output {
  /**
   * True if the model is ready, false if not ready.
   */
  'ready': (boolean);
}
