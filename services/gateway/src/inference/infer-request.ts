import { SlcError } from '@slc/domain';
import {
  type AskedModel,
  type InferParameters,
  type InferRequest,
  type InputTensor,
  invalidRequest,
} from '@slc/rpc';
import { z } from 'zod';
import { JSON_LENGTH_HEADER, parseJsonLength } from '../http/inference-protocol.js';
import { type JsonLimits, tooLarge } from './body-limits.js';
import { type Input, placeOf, readBinaryTensor, readJsonTensor } from './http-tensors.js';
import { parseRequestJson, type RequestJson } from './request-json.js';

/** Names, ids and datatypes: longer ones are a mistake, and would stand in the messages. */
const shortText = z.string().max(256);

const parameters = z.record(shortText, z.union([z.string().max(1_024), z.number(), z.boolean()])).nullish();

type Parameters = z.infer<typeof parameters>;

const inferRequest = z.object({
  id: shortText.nullish(),
  parameters,
  inputs: z
    .array(
      z.object({
        name: shortText,
        datatype: shortText,
        shape: z.array(z.int().nonnegative()).max(8),
        parameters,
        /** A text stands for numbers that were taken out. */
        data: z.union([z.array(z.unknown()), z.string()], 'expected a list').nullish(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: shortText, parameters })).nullish(),
});

type JsonRequest = z.infer<typeof inferRequest>;

/** A request, and the form of the answer that it asks for. */
export interface HttpInferRequest {
  readonly asked: InferRequest;
  /** What it holds in memory. */
  readonly bytes: number;
  /** Whether it asks for this output in binary form. */
  isBinary(output: string): boolean;
}

interface InferBody {
  readonly body: Buffer;
  /** How much of the body is JSON; undefined: all of it. */
  readonly jsonLength: number | undefined;
  readonly model: AskedModel;
  readonly limits: JsonLimits;
}

/**
 * Reads an inference request of the Open Inference Protocol: a JSON object, or such an object followed by binary tensors
 * (https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md).
 *
 * @throws SlcError `invalid_request`, `image_too_large`
 */
export function readInferRequest({ body, jsonLength, model, limits }: InferBody): HttpInferRequest {
  const { value, numbers } = parseRequestJson(body.subarray(0, jsonLength), limits);
  const json = checkRequest(value);
  const rest = jsonLength === undefined ? NO_BYTES : body.subarray(jsonLength);
  const inputs = readTensors(json.inputs, { numbers, rest });
  const tensorBytes = inputs.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  if (tensorBytes > limits.tensorBytes) throw tooLarge('tensors', `${limits.tensorBytes} bytes`);
  const isBinaryByDefault = json.parameters?.binary_data_output;
  const isBinary = new Map(json.outputs?.map((output) => [output.name, output.parameters?.binary_data]));
  return {
    asked: {
      modelName: model.name,
      modelVersion: model.version,
      id: json.id ?? '',
      parameters: ofMessage(json.parameters),
      inputs,
      outputs: (json.outputs ?? []).map(({ name, parameters }) => ({
        name,
        parameters: ofMessage(parameters),
      })),
    },
    // Binary tensors are views of the body, and keep all of it; those of the JSON are beside it.
    bytes: rest.length > 0 ? body.length + Math.max(0, tensorBytes - rest.length) : tensorBytes,
    isBinary: (output) => (isBinary.get(output) ?? isBinaryByDefault) === true,
  };
}

const NO_BYTES = Buffer.alloc(0);

/** What the elements of a tensor are in memory. */
function bytesOf(tensor: InputTensor): number {
  if (tensor.datatype === 'other') return 0;
  if (tensor.datatype === 'UINT8') return tensor.data.length;
  return tensor.data.reduce((sum, { length }) => sum + length, 0);
}

/**
 * A request without JSON: its body is the one element of a BYTES input, such as an image file, or the numbers of a UINT8
 * input. Its answer is JSON.
 *
 * @param inputs the model's own, one, whose dimensions of any size are -1
 * @throws SlcError `invalid_request`
 */
export function bareRequest(inputs: readonly Input[], model: AskedModel, body: Buffer): HttpInferRequest {
  const [input] = inputs;
  if (input === undefined) throw new SlcError('internal', `model ${model.name}: expected an input, got none`);
  const { name, datatype } = input;
  const tensor: InputTensor =
    datatype === 'BYTES'
      ? { name, datatype, shape: [1], data: [body] }
      : readBinaryTensor({ ...input, shape: shapeOfBytes(input, body.length) }, body);
  const asked = { modelName: model.name, modelVersion: model.version, id: '', parameters: NO_PARAMETERS };
  return { asked: { ...asked, inputs: [tensor], outputs: [] }, bytes: body.length, isBinary: () => false };
}

const NO_PARAMETERS: InferParameters = new Map();

/** The shape with its one dimension of any size as large as the bytes make it. */
function shapeOfBytes(input: Input, bytes: number): number[] {
  const each = input.shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  if (bytes === 0 || bytes % each !== 0)
    throw invalidRequest(placeOf(input), `a multiple of ${each} bytes`, `${bytes}`);
  return input.shape.map((size) => (size === -1 ? bytes / each : size));
}

/**
 * How many bytes of a body are JSON.
 *
 * @param header the value of `JSON_LENGTH_HEADER`; undefined: the whole body is JSON
 * @throws SlcError `invalid_request` for what is no such number, or more than the body has
 */
export function readJsonLength(header: string | undefined, bodyBytes: number): number | undefined {
  if (header === undefined) return undefined;
  const length = parseJsonLength(header);
  if (length <= bodyBytes) return length;
  const expected = `a whole number of at most the ${bodyBytes} bytes of the body`;
  throw invalidRequest(JSON_LENGTH_HEADER, expected, 'another value');
}

function checkRequest(value: unknown): JsonRequest {
  const { data, error } = inferRequest.safeParse(value);
  if (data) return data;
  const [fault] = error.issues;
  const where = fault ? z.core.toDotPath(fault.path) : '';
  throw new SlcError('invalid_request', `${where || 'body'}: ${fault?.message}`);
}

interface TensorSources extends Pick<RequestJson, 'numbers'> {
  /** What follows the JSON: the tensors that have a `binary_data_size`, in the order of the inputs. */
  readonly rest: Buffer;
}

function readTensors(inputs: JsonRequest['inputs'], { numbers, rest }: TensorSources): InputTensor[] {
  let at = 0;
  const tensors = inputs.map(({ parameters, data, ...tensor }) => {
    const where = placeOf(tensor);
    const size = parameters?.binary_data_size;
    const elements = typeof data === 'string' ? numbers.get(data) : data;
    if (typeof data === 'string' && !elements) throw invalidRequest(where, 'data as a list', 'a text');
    if ((size === undefined) === !elements) {
      throw invalidRequest(where, 'either data or binary_data_size', elements ? 'both' : 'neither');
    }
    if (elements) return readJsonTensor(tensor, elements);
    if (!isWithin(size, rest.length - at)) {
      throw invalidRequest(where, `binary_data_size of at most ${rest.length - at} bytes`, 'another');
    }
    at += size;
    return readBinaryTensor(tensor, rest.subarray(at - size, at));
  });
  if (at === rest.length) return tensors;
  throw invalidRequest('body', `${at} bytes after the JSON by binary_data_size`, `${rest.length}`);
}

function isWithin(size: unknown, most: number): size is number {
  return typeof size === 'number' && Number.isInteger(size) && size >= 0 && size <= most;
}

/** What only says how tensors stand in HTTP: `content_type` tells Python servers that texts are in base64. */
const OF_HTTP: ReadonlySet<string> = new Set([
  'binary_data',
  'binary_data_output',
  'binary_data_size',
  'content_type',
]);

function ofMessage(json: Parameters): InferParameters {
  return new Map(Object.entries(json ?? {}).filter(([name]) => !OF_HTTP.has(name)));
}
