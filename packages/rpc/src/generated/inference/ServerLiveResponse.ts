// Original file: proto/inference/open_inference_grpc.proto


export interface ServerLiveResponse {
  /**
   * True if the inference server is live, false if not live.
   */
  'live'?: (boolean);
}

export interface ServerLiveResponse__Output {
  /**
   * True if the inference server is live, false if not live.
   */
  'live': (boolean);
}
