// Original file: proto/inference/open_inference_grpc.proto

import type { DataType as _inference_DataType, DataType__Output as _inference_DataType__Output } from '../inference/DataType.js';
import type { Long } from '@grpc/proto-loader';

/**
 * An output produced by the model.
 */
export interface ModelOutput {
  /**
   * The name of the output.
   */
  'name'?: (string);
  /**
   * The data-type of the output.
   */
  'dataType'?: (_inference_DataType);
  /**
   * The dimensions/shape of the output tensor, without the batch
   * dimension if the model supports batching.
   */
  'dims'?: (number | string | Long)[];
}

/**
 * An output produced by the model.
 */
export interface ModelOutput__Output {
  /**
   * The name of the output.
   */
  'name': (string);
  /**
   * The data-type of the output.
   */
  'dataType': (_inference_DataType__Output);
  /**
   * The dimensions/shape of the output tensor, without the batch
   * dimension if the model supports batching.
   */
  'dims': (number)[];
}
