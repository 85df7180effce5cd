import { invalidRequest, quoteName } from './invalid-request.js';

/**
 * The tensors of the Open Inference Protocol that this product takes and gives. The numbers lie row by row; the product of a
 * shape's dimensions is the number of elements, and a shape without dimensions has one.
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_grpc.md
 */
interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface BytesTensor extends NamedTensor {
  readonly datatype: 'BYTES';
  /** Each element is a string of bytes of any length. */
  readonly data: readonly Uint8Array[];
}

export interface Uint8Tensor extends NamedTensor {
  readonly datatype: 'UINT8';
  readonly data: Uint8Array;
}

/** An input of a datatype that no model takes, its content unread: the model that it is for says which it takes. */
export interface OtherTensor extends NamedTensor {
  readonly datatype: 'other';
  /** What the sender calls it. */
  readonly named: string;
}

export interface Fp32Tensor extends NamedTensor {
  readonly datatype: 'FP32';
  readonly data: Float32Array;
}

export interface BoolTensor extends NamedTensor {
  readonly datatype: 'BOOL';
  readonly data: readonly boolean[];
}

export type InputTensor = BytesTensor | Uint8Tensor | OtherTensor;
export type OutputTensor = BytesTensor | Fp32Tensor | BoolTensor;

/** Numbers that are not whole are sent as strings, since some clients know no other parameters than whole numbers, strings and booleans. */
export type InferParameters = ReadonlyMap<string, string | number | boolean>;

export interface RequestedOutput {
  readonly name: string;
  readonly parameters: InferParameters;
}

export interface InferRequest {
  readonly modelName: string;
  /** Empty: any. */
  readonly modelVersion: string;
  /** Given back with the answer. */
  readonly id: string;
  readonly parameters: InferParameters;
  readonly inputs: readonly InputTensor[];
  /** Empty: all that the model has. */
  readonly outputs: readonly RequestedOutput[];
}

export interface InferAnswer {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: InferParameters;
  readonly outputs: readonly OutputTensor[];
  /** Whether its tensors travel as bare bytes, and not as lists of numbers or strings: as those of the request did. */
  readonly isRaw: boolean;
}

/**
 * How many elements a tensor of this shape has.
 *
 * @param where the tensor, for the message
 * @throws SlcError `invalid_request` for more dimensions than any image has, and for a dimension below 0
 */
export function countElements(shape: readonly number[], where: string): number {
  if (shape.length > MOST_DIMENSIONS) {
    throw invalidRequest(where, `a shape of at most ${MOST_DIMENSIONS} dimensions`, `${shape.length}`);
  }
  const wrong = shape.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (wrong !== undefined) throw invalidRequest(where, 'dimensions of 0 or more', `${wrong} in [${shape}]`);
  // In doubles: a product that is no longer exact is far above every number of elements that a message can hold.
  return shape.reduce((product, size) => product * size, 1);
}

/** @throws SlcError `invalid_request` unless there are as many elements as the shape says */
export function expectElements(
  got: number,
  { name, shape }: NamedTensor,
  where = `tensor ${quoteName(name)}`,
): void {
  const expected = countElements(shape, where);
  if (got !== expected) throw invalidRequest(where, `${expected} elements by its shape [${shape}]`, `${got}`);
}

const MOST_DIMENSIONS = 8;
