// Original file: proto/inference/open_inference_grpc.proto

import type { Long } from '@grpc/proto-loader';

/**
 * An inference parameter value. The Parameters message describes a
 * “name”/”value” pair, where the “name” is the name of the parameter
 * and the “value” is a boolean, integer, or string corresponding to
 * the parameter.
 */
export interface InferParameter {
  /**
   * A boolean parameter value.
   */
  'boolParam'?: (boolean);
  /**
   * An int64 parameter value.
   */
  'int64Param'?: (number | string | Long);
  /**
   * A string parameter value.
   */
  'stringParam'?: (string);
  /**
   * A double parameter value.
   */
  'doubleParam'?: (number | string);
  /**
   * A uint64 parameter value.
   */
  'uint64Param'?: (number | string | Long);
  /**
   * The parameter value can be a string, an int64, a boolean
   * or a message specific to a predefined parameter.
   */
  'parameterChoice'?: "boolParam"|"int64Param"|"stringParam"|"doubleParam"|"uint64Param";
}

/**
 * An inference parameter value. The Parameters message describes a
 * “name”/”value” pair, where the “name” is the name of the parameter
 * and the “value” is a boolean, integer, or string corresponding to
 * the parameter.
 */
export interface InferParameter__Output {
  /**
   * A boolean parameter value.
   */
  'boolParam'?: (boolean);
  /**
   * An int64 parameter value.
   */
  'int64Param'?: (number);
  /**
   * A string parameter value.
   */
  'stringParam'?: (string);
  /**
   * A double parameter value.
   */
  'doubleParam'?: (number);
  /**
   * A uint64 parameter value.
   */
  'uint64Param'?: (number);
}
