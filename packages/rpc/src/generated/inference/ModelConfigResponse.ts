// Original file: proto/inference/open_inference_grpc.proto

import type { ModelConfig as _inference_ModelConfig, ModelConfig__Output as _inference_ModelConfig__Output } from '../inference/ModelConfig.js';

export interface ModelConfigResponse {
  /**
   * The model configuration.
   */
  'config'?: (_inference_ModelConfig | null);
}

export interface ModelConfigResponse__Output {
  /**
   * The model configuration.
   */
  'config': (_inference_ModelConfig__Output | null);
}
