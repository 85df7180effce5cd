import { SlcError } from '@slc/domain';
import type { InferParameter, InferParameter__Output } from '../generated/inference/InferParameter.js';
import type { InferTensorContents } from '../generated/inference/InferTensorContents.js';
import type { ModelInferRequest } from '../generated/inference/ModelInferRequest.js';
import type {
  _inference_ModelInferResponse_InferOutputTensor__Output,
  ModelInferResponse,
  ModelInferResponse__Output,
} from '../generated/inference/ModelInferResponse.js';
import { readRawBytes, toRawContent } from './raw-contents.js';
import {
  expectElements,
  type InferAnswer,
  type InferParameters,
  type InferRequest,
  type OutputTensor,
} from './tensors.js';

/** The message of a request, its tensors as bare bytes. */
export function toInferRequestMessage({ inputs, outputs, ...request }: InferRequest): ModelInferRequest {
  return {
    ...request,
    parameters: toParameterMessages(request.parameters),
    inputs: inputs.map((tensor) => ({
      name: tensor.name,
      datatype: tensor.datatype === 'other' ? tensor.named : tensor.datatype,
      shape: [...tensor.shape],
    })),
    outputs: outputs.map(({ name, parameters }) => ({ name, parameters: toParameterMessages(parameters) })),
    rawInputContents: inputs.map(toRawContent),
  };
}

export function toInferResponseMessage({ outputs, isRaw, ...answer }: InferAnswer): ModelInferResponse {
  return {
    ...answer,
    parameters: toParameterMessages(answer.parameters),
    outputs: outputs.map((tensor) => ({
      name: tensor.name,
      datatype: tensor.datatype,
      shape: [...tensor.shape],
      ...(!isRaw && { contents: toContents(tensor) }),
    })),
    ...(isRaw && { rawOutputContents: outputs.map(toRawContent) }),
  };
}

/** @throws SlcError `internal` when a tensor of the worker's answer is not what its shape and datatype say */
export function fromInferResponseMessage(message: ModelInferResponse__Output): InferAnswer {
  const { modelName, modelVersion, id, rawOutputContents } = message;
  try {
    return {
      modelName,
      modelVersion,
      id,
      parameters: fromParameterMessages(message.parameters),
      outputs: message.outputs.map((output, index) => toOutputTensor(output, rawOutputContents[index])),
      isRaw: rawOutputContents.length > 0,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SlcError('internal', `The worker's answer: ${reason}`, { cause });
  }
}

function toOutputTensor(
  { name, datatype, shape, contents }: _inference_ModelInferResponse_InferOutputTensor__Output,
  raw: Buffer | undefined,
): OutputTensor {
  const tensor = { name, shape };
  switch (datatype) {
    case 'BYTES': {
      const data = raw ? readRawBytes(raw, shape, name) : (contents?.bytesContents ?? []);
      return checked({ ...tensor, datatype, data });
    }
    case 'BOOL': {
      const data = raw ? Array.from(raw, (byte) => byte !== 0) : (contents?.boolContents ?? []);
      return checked({ ...tensor, datatype, data });
    }
    case 'FP32': {
      const data = raw ? readFloats(raw) : Float32Array.from(contents?.fp32Contents ?? []);
      return checked({ ...tensor, datatype, data });
    }
    default:
      throw new SlcError('internal', `output ${name}: expected BYTES, BOOL or FP32, got ${datatype}`);
  }
}

function checked(tensor: OutputTensor): OutputTensor {
  expectElements(tensor.data.length, tensor);
  return tensor;
}

function readFloats(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}

function toContents(tensor: OutputTensor): InferTensorContents {
  switch (tensor.datatype) {
    case 'BYTES':
      return { bytesContents: [...tensor.data] };
    case 'BOOL':
      return { boolContents: [...tensor.data] };
    case 'FP32':
      return { fp32Contents: [...tensor.data] };
  }
}

function toParameterMessages(parameters: InferParameters): Record<string, InferParameter> {
  return Object.fromEntries([...parameters].map(([name, value]) => [name, toParameterMessage(value)]));
}

function toParameterMessage(value: string | number | boolean): InferParameter {
  if (typeof value === 'boolean') return { boolParam: value };
  return Number.isSafeInteger(value) ? { int64Param: value } : { stringParam: String(value) };
}

function fromParameterMessages(messages: Record<string, InferParameter__Output>): InferParameters {
  const parameters = new Map<string, string | number | boolean>();
  for (const [name, message] of Object.entries(messages)) {
    const { boolParam, int64Param, stringParam, doubleParam, uint64Param } = message;
    const value = boolParam ?? int64Param ?? stringParam ?? doubleParam ?? uint64Param;
    if (value !== undefined) parameters.set(name, value);
  }
  return parameters;
}
