// Original file: proto/inference/open_inference_grpc.proto


export interface ModelConfigRequest {
  /**
   * The name of the model.
   */
  'name'?: (string);
  /**
   * The version of the model. If not given the model version
   * is selected automatically based on the version policy.
   */
  'version'?: (string);
}

export interface ModelConfigRequest__Output {
  /**
   * The name of the model.
   */
  'name': (string);
  /**
   * The version of the model. If not given the model version
   * is selected automatically based on the version policy.
   */
  'version': (string);
}
