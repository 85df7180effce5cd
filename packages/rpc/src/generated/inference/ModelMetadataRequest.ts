// Original file: proto/inference/open_inference_grpc.proto


export interface ModelMetadataRequest {
  /**
   * The name of the model.
   */
  'name'?: (string);
  /**
   * The version of the model to check for readiness. If not given the
   * server will choose a version based on the model and internal policy.
   */
  'version'?: (string);
}

export interface ModelMetadataRequest__Output {
  /**
   * The name of the model.
   */
  'name': (string);
  /**
   * The version of the model to check for readiness. If not given the
   * server will choose a version based on the model and internal policy.
   */
  'version': (string);
}
