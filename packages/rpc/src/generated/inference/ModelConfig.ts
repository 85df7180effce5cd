// Original file: proto/inference/open_inference_grpc.proto

import type { ModelInput as _inference_ModelInput, ModelInput__Output as _inference_ModelInput__Output } from '../inference/ModelInput.js';
import type { ModelOutput as _inference_ModelOutput, ModelOutput__Output as _inference_ModelOutput__Output } from '../inference/ModelOutput.js';

/**
 * A model configuration.
 */
export interface ModelConfig {
  /**
   * The name of the model.
   */
  'name'?: (string);
  /**
   * The framework of the model.
   */
  'platform'?: (string);
  /**
   * Maximum batch size allowed for inference. A value of 0 indicates that
   * batching is not allowed for the model.
   */
  'maxBatchSize'?: (number);
  /**
   * The inputs requested by the model.
   */
  'input'?: (_inference_ModelInput)[];
  /**
   * The outputs produced by the model.
   */
  'output'?: (_inference_ModelOutput)[];
}

/**
 * A model configuration.
 */
export interface ModelConfig__Output {
  /**
   * The name of the model.
   */
  'name': (string);
  /**
   * The framework of the model.
   */
  'platform': (string);
  /**
   * Maximum batch size allowed for inference. A value of 0 indicates that
   * batching is not allowed for the model.
   */
  'maxBatchSize': (number);
  /**
   * The inputs requested by the model.
   */
  'input': (_inference_ModelInput__Output)[];
  /**
   * The outputs produced by the model.
   */
  'output': (_inference_ModelOutput__Output)[];
}
