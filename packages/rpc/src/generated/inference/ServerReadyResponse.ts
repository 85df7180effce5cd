// Original file: proto/inference/open_inference_grpc.proto


export interface ServerReadyResponse {
  /**
   * True if the inference server is ready, false if not ready.
   */
  'ready'?: (boolean);
}

export interface ServerReadyResponse__Output {
  /**
   * True if the inference server is ready, false if not ready.
   */
  'ready': (boolean);
}
