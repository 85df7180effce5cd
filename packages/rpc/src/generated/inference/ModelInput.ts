// Original file: proto/inference/open_inference_grpc.proto

import type { DataType as _inference_DataType, DataType__Output as _inference_DataType__Output } from '../inference/DataType.js';
import type { Long } from '@grpc/proto-loader';

// Original file: proto/inference/open_inference_grpc.proto

/**
 * The format for the input.
 */
export const _inference_ModelInput_Format = {
  /**
   * The input has no specific format.
   */
  FORMAT_NONE: 0,
  /**
   * HWC image format, with the batch dimension first if the model
   * supports batching.
   */
  FORMAT_NHWC: 1,
  /**
   * CHW image format, with the batch dimension first if the model
   * supports batching.
   */
  FORMAT_NCHW: 2,
} as const;

/**
 * The format for the input.
 */
export type _inference_ModelInput_Format =
  /**
   * The input has no specific format.
   */
  | 'FORMAT_NONE'
  | 0
  /**
   * HWC image format, with the batch dimension first if the model
   * supports batching.
   */
  | 'FORMAT_NHWC'
  | 1
  /**
   * CHW image format, with the batch dimension first if the model
   * supports batching.
   */
  | 'FORMAT_NCHW'
  | 2

/**
 * The format for the input.
 */
export type _inference_ModelInput_Format__Output = typeof _inference_ModelInput_Format[keyof typeof _inference_ModelInput_Format]

/**
 * An input required by the model.
 */
export interface ModelInput {
  /**
   * The name of the input.
   */
  'name'?: (string);
  /**
   * The data-type of the input.
   */
  'dataType'?: (_inference_DataType);
  /**
   * The format of the input.
   */
  'format'?: (_inference_ModelInput_Format);
  /**
   * The dimensions/shape of the input tensor, without the batch
   * dimension if the model supports batching.
   */
  'dims'?: (number | string | Long)[];
}

/**
 * An input required by the model.
 */
export interface ModelInput__Output {
  /**
   * The name of the input.
   */
  'name': (string);
  /**
   * The data-type of the input.
   */
  'dataType': (_inference_DataType__Output);
  /**
   * The format of the input.
   */
  'format': (_inference_ModelInput_Format__Output);
  /**
   * The dimensions/shape of the input tensor, without the batch
   * dimension if the model supports batching.
   */
  'dims': (number)[];
}
