import { type InferAnswer, type OutputTensor, toRawContent } from '@slc/rpc';
import { toJsonElements } from './http-tensors.js';
import type { HttpInferRequest } from './infer-request.js';

export interface HttpInferAnswer {
  /** The JSON of the answer. */
  readonly head: object;
  /** The outputs in binary form, in the order in which the head names them. */
  readonly binary: readonly Buffer[];
}

/** An answer of the worker as HTTP has it, each output in the form that the request asks for. */
export function toHttpInferAnswer(
  { modelName, modelVersion, id, parameters, outputs }: InferAnswer,
  isBinary: HttpInferRequest['isBinary'],
): HttpInferAnswer {
  const binary: Buffer[] = [];
  const toJson = (output: OutputTensor) => {
    const { name, datatype, shape } = output;
    if (!isBinary(name)) return { name, datatype, shape, data: toJsonElements(output) };
    const bytes = toRawContent(output);
    binary.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  };
  const head = {
    model_name: modelName,
    model_version: modelVersion,
    ...(id !== '' && { id }),
    parameters: Object.fromEntries(parameters),
    outputs: outputs.map(toJson),
  };
  return { head, binary };
}
