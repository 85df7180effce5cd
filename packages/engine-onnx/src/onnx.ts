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
} from './protobuf.js';

/** ONNX messages. Field numbers and enumerations: github.com/onnx/onnx, onnx/onnx.proto (IR version 8). */

const IR_VERSION = 8;
const OPSET_VERSION = 18;

export const ELEMENT_TYPE = { float32: 1, uint8: 2, int64: 7 } as const;

const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

export type AttributeValue =
  | number
  | readonly number[]
  | { readonly float: number }
  | { readonly text: string };

export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Numbers are integers; a float is given as `{ float }`, a string as `{ text }`. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly elementType: number;
  /** A dimension with a name is free. */
  readonly dimensions: readonly (number | string)[];
}

interface Constant {
  readonly name: string;
  readonly elementType: number;
  readonly dimensions: Shape;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Message[];
  readonly input: OnnxValue;
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
  return tensorMessage({ name, elementType: ELEMENT_TYPE.float32, dimensions: tensor.shape }, bytes);
}

export function integerTensor(name: string, values: readonly number[]): Message {
  const data = BigInt64Array.from(values, BigInt);
  const value = { name, elementType: ELEMENT_TYPE.int64, dimensions: [values.length] };
  return tensorMessage(value, new Uint8Array(data.buffer));
}

/** `raw_data` is little-endian, as is every platform that onnxruntime-node is built for. */
function tensorMessage({ name, elementType, dimensions }: Constant, bytes: Chunk): Message {
  return message(
    ...dimensions.map((size) => integerField(1, size)),
    integerField(2, elementType),
    textField(8, name),
    bytesField(9, bytes),
  );
}

/** GraphProto */
function graphMessage({ nodes, initializers, input, outputs }: OnnxGraph): Message {
  return message(
    ...nodes.map((node) => messageField(1, nodeMessage(node))),
    textField(2, 'classifier'),
    ...initializers.map((tensor) => messageField(5, tensor)),
    messageField(11, valueMessage(input)),
    ...outputs.map((output) => messageField(12, valueMessage(output))),
  );
}

/** NodeProto */
function nodeMessage({ operator, name, inputs, output, attributes = {} }: OnnxNode): Message {
  return message(
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, name),
    textField(4, operator),
    ...Object.entries(attributes).map(([key, value]) => messageField(5, attributeMessage(key, value))),
  );
}

/** AttributeProto */
function attributeMessage(name: string, value: AttributeValue): Message {
  if (typeof value === 'number') {
    return message(textField(1, name), integerField(3, value), integerField(20, ATTRIBUTE_TYPE.int));
  }
  if ('float' in value) {
    return message(textField(1, name), floatField(2, value.float), integerField(20, ATTRIBUTE_TYPE.float));
  }
  if ('text' in value) {
    return message(textField(1, name), textField(4, value.text), integerField(20, ATTRIBUTE_TYPE.string));
  }
  const integers = value.map((item) => integerField(8, item));
  return message(textField(1, name), ...integers, integerField(20, ATTRIBUTE_TYPE.ints));
}

/** ValueInfoProto holding a TypeProto.Tensor */
function valueMessage({ name, elementType, dimensions }: OnnxValue): Message {
  const shape = dimensions.map((size) =>
    messageField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  );
  const tensorType = message(integerField(1, elementType), messageField(2, message(...shape)));
  return message(textField(1, name), messageField(2, messageField(1, tensorType)));
}
