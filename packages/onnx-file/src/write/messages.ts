import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import {
  bytesField,
  type Chunk,
  floatField,
  integerField,
  type Message,
  message,
  messageField,
  textField,
  wholeFields,
} from './protobuf.js';

/** ONNX messages. Field numbers and enumerations: github.com/onnx/onnx, onnx/onnx.proto (IR version 8). */

const IR_VERSION = 8;
const OPSET_VERSION = 18;

export const ELEMENT_TYPE = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  float16: 10,
  float64: 11,
} as const;

const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;

type AttributeValue =
  | number
  | readonly number[]
  | { readonly float: number }
  | { readonly text: string }
  | { readonly graph: OnnxGraph }
  | { readonly copied: Uint8Array };

export interface OnnxNode {
  readonly operator: string;
  /** The standard operators' where it is left out. */
  readonly domain?: string;
  /** Of the node and, where `outputs` are left out, of the one value that it gives. */
  readonly name: string;
  /** An optional input that is left out is an empty name. */
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
  /**
   * Numbers are integers; a float is given as `{ float }`, a string as `{ text }`, the graph inside a loop as `{ graph }`, and the
   * AttributeProto of another node as `{ copied }`.
   */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly elementType: number;
  /** A dimension with a name is free. Null where even their number is. */
  readonly dimensions: readonly (number | string)[] | null;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Message[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** ModelProto */
export function onnxModel(graph: OnnxGraph): Message {
  const opset = message(textField(1, ''), integerField(2, OPSET_VERSION));
  return message(
    integerField(1, IR_VERSION),
    textField(2, 'skin-lesion-classifier'),
    messageField(7, graphMessage(graph)),
    messageField(8, opset),
  );
}

/** TensorProto with float32 values, which are read when the file is written. */
export function floatTensor(name: string, tensor: Tensor): Message {
  const bytes = {
    byteLength: sizeOf(tensor.shape) * Float32Array.BYTES_PER_ELEMENT,
    bytes() {
      const { data } = tensor;
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
  };
  return tensorMessage({ name, elementType: ELEMENT_TYPE.float32, dimensions: tensor.shape, bytes });
}

/** TensorProto with whole numbers of 8 or 32 bits. */
export function numberTensor(
  name: string,
  { shape, data }: { readonly shape: Shape; readonly data: Uint8Array | Int8Array | Int32Array },
): Message {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return tensorMessage({ name, elementType: elementTypeOf(data), dimensions: shape, bytes });
}

function elementTypeOf(data: Uint8Array | Int8Array | Int32Array): number {
  if (data instanceof Uint8Array) return ELEMENT_TYPE.uint8;
  return data instanceof Int8Array ? ELEMENT_TYPE.int8 : ELEMENT_TYPE.int32;
}

/** `data_location`: in a file of their own. */
export const DATA_LOCATION_EXTERNAL = 1;

/** TensorProto whose values are a part of another file, in the model's folder. */
export function externalTensor(tensor: {
  readonly name: string;
  readonly elementType: number;
  readonly dimensions: Shape;
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}): Message {
  return message(
    ...tensor.dimensions.map((size) => integerField(1, size)),
    integerField(2, tensor.elementType),
    textField(8, tensor.name),
    placeOfValues(tensor),
  );
}

/** Fields of TensorProto: its values are a part of another file. */
export function placeOfValues(place: {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}): Message {
  const entries = { location: place.location, offset: String(place.offset), length: String(place.length) };
  return message(
    ...Object.entries(entries).map(([key, value]) =>
      messageField(13, message(textField(1, key), textField(2, value))),
    ),
    integerField(14, DATA_LOCATION_EXTERNAL),
  );
}

export function integerTensor(
  name: string,
  values: readonly number[],
  dimensions: Shape = [values.length],
): Message {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return tensorMessage({ name, elementType: ELEMENT_TYPE.int64, dimensions, bytes });
}

/** `raw_data` is little-endian, as is every platform that onnxruntime-node is built for. */
export function tensorMessage(tensor: {
  readonly name: string;
  readonly elementType: number;
  readonly dimensions: Shape;
  readonly bytes: Chunk;
}): Message {
  return message(
    ...tensor.dimensions.map((size) => integerField(1, size)),
    integerField(2, tensor.elementType),
    textField(8, tensor.name),
    bytesField(9, tensor.bytes),
  );
}

/** GraphProto */
function graphMessage({ nodes, initializers, inputs, outputs }: OnnxGraph): Message {
  return message(
    ...nodes.map((node) => messageField(1, ownNodeMessage(node))),
    textField(2, 'classifier'),
    ...initializers.map((tensor) => messageField(5, tensor)),
    ...inputs.map((input) => messageField(11, valueMessage(input))),
    ...outputs.map((output) => messageField(12, valueMessage(output))),
  );
}

/** NodeProto */
export function ownNodeMessage(node: OnnxNode): Message {
  const { operator, domain = '', name, inputs, outputs = [name], attributes } = node;
  return message(
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(3, name),
    textField(4, operator),
    ...Object.entries(attributes).map(([key, value]) => messageField(5, attributeMessage(key, value))),
    ...(domain === '' ? [] : [textField(7, domain)]),
  );
}

/** AttributeProto */
function attributeMessage(name: string, value: AttributeValue): Message {
  const attribute = (type: keyof typeof ATTRIBUTE_TYPE, ...values: readonly Message[]) =>
    message(textField(1, name), ...values, integerField(20, ATTRIBUTE_TYPE[type]));
  if (typeof value === 'number') return attribute('int', integerField(3, value));
  if ('float' in value) return attribute('float', floatField(2, value.float));
  if ('text' in value) return attribute('string', textField(4, value.text));
  if ('graph' in value) return attribute('graph', messageField(6, graphMessage(value.graph)));
  if ('copied' in value) return wholeFields([value.copied]);
  return attribute('ints', ...value.map((item) => integerField(8, item)));
}

/** ValueInfoProto holding a TypeProto.Tensor */
export function valueMessage({ name, elementType, dimensions }: OnnxValue): Message {
  const shape = dimensions?.map((size) =>
    messageField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  );
  const tensorType = message(
    integerField(1, elementType),
    ...(shape ? [messageField(2, message(...shape))] : []),
  );
  return message(textField(1, name), messageField(2, messageField(1, tensorType)));
}
