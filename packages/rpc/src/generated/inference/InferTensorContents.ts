// Original file: proto/inference/open_inference_grpc.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The data contained in a tensor represented by the repeated type
 * that matches the tensor's data type. Protobuf oneof is not used
 * because oneofs cannot contain repeated fields.
 */
export interface InferTensorContents {
  /**
   * Representation for BOOL data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'boolContents'?: (boolean)[];
  /**
   * Representation for INT8, INT16, and INT32 data types. The size
   * must match what is expected by the tensor's shape. The contents
   * must be the flattened, one-dimensional, row-major order of the
   * tensor elements.
   */
  'intContents'?: (number)[];
  /**
   * Representation for INT64 data types. The size must match what
   * is expected by the tensor's shape. The contents must be the
   * flattened, one-dimensional, row-major order of the tensor elements.
   */
  'int64Contents'?: (number | string | Long)[];
  /**
   * Representation for UINT8, UINT16, and UINT32 data types. The size
   * must match what is expected by the tensor's shape. The contents
   * must be the flattened, one-dimensional, row-major order of the
   * tensor elements.
   */
  'uintContents'?: (number)[];
  /**
   * Representation for UINT64 data types. The size must match what
   * is expected by the tensor's shape. The contents must be the
   * flattened, one-dimensional, row-major order of the tensor elements.
   */
  'uint64Contents'?: (number | string | Long)[];
  /**
   * Representation for FP32 data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'fp32Contents'?: (number | string)[];
  /**
   * Representation for FP64 data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'fp64Contents'?: (number | string)[];
  /**
   * Representation for BYTES data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'bytesContents'?: (Buffer | Uint8Array | string)[];
}

/**
 * The data contained in a tensor represented by the repeated type
 * that matches the tensor's data type. Protobuf oneof is not used
 * because oneofs cannot contain repeated fields.
 */
export interface InferTensorContents__Output {
  /**
   * Representation for BOOL data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'boolContents': (boolean)[];
  /**
   * Representation for INT8, INT16, and INT32 data types. The size
   * must match what is expected by the tensor's shape. The contents
   * must be the flattened, one-dimensional, row-major order of the
   * tensor elements.
   */
  'intContents': (number)[];
  /**
   * Representation for INT64 data types. The size must match what
   * is expected by the tensor's shape. The contents must be the
   * flattened, one-dimensional, row-major order of the tensor elements.
   */
  'int64Contents': (number)[];
  /**
   * Representation for UINT8, UINT16, and UINT32 data types. The size
   * must match what is expected by the tensor's shape. The contents
   * must be the flattened, one-dimensional, row-major order of the
   * tensor elements.
   */
  'uintContents': (number)[];
  /**
   * Representation for UINT64 data types. The size must match what
   * is expected by the tensor's shape. The contents must be the
   * flattened, one-dimensional, row-major order of the tensor elements.
   */
  'uint64Contents': (number)[];
  /**
   * Representation for FP32 data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'fp32Contents': (number)[];
  /**
   * Representation for FP64 data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'fp64Contents': (number)[];
  /**
   * Representation for BYTES data type. The size must match what is
   * expected by the tensor's shape. The contents must be the flattened,
   * one-dimensional, row-major order of the tensor elements.
   */
  'bytesContents': (Buffer)[];
}
