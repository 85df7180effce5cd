import { ELEMENT_TYPE, floatTensor, integerTensor, type OnnxNode, onnxModel } from '../write/messages.js';
import { type Message, message, messageField, textField } from '../write/protobuf.js';

/** A file as a test needs it: what is left out is that of a small classifier. */
export interface OwnFile {
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: readonly Message[];
  readonly input?: readonly (number | string)[];
  readonly moreInputs?: readonly string[];
  readonly output?: string;
  /** Fields of ModelProto after the graph. */
  readonly more?: readonly Message[];
}

/** The bytes of an ONNX file with the input `image` and an output. */
export function ownFile({
  nodes,
  initializers = [],
  moreInputs = [],
  more = [],
  ...options
}: OwnFile): Uint8Array {
  const { input = ['batch', 3, 8, 8], output = nodes.at(-1)?.name ?? '' } = options;
  const value = (name: string, dimensions: readonly (number | string)[] | null) => {
    return { name, elementType: ELEMENT_TYPE.float32, dimensions };
  };
  const model = onnxModel({
    nodes,
    initializers,
    inputs: [value('image', input), ...moreInputs.map((name) => value(name, [1]))],
    outputs: [value(output, null)],
  });
  return bytesOf(message(model, ...more));
}

export function bytesOf({ chunks }: Message): Uint8Array {
  return Buffer.concat(chunks.map((chunk) => (chunk instanceof Uint8Array ? chunk : chunk.bytes())));
}

export function node(operator: string, name: string, inputs: readonly string[]): OnnxNode {
  return { operator, name, inputs, attributes: {} };
}

/** A tensor of ones. */
export function ones(name: string, ...shape: readonly number[]): Message {
  const length = shape.reduce((a, b) => a * b, 1);
  return floatTensor(name, { shape, data: new Float32Array(length).fill(1) });
}

export { integerTensor };

/** A tensor whose values are said to lie in another file. */
export function elsewhere(name: string, entries: Readonly<Record<string, string>>): Message {
  const external = Object.entries(entries).map(([key, value]) =>
    messageField(13, message(textField(1, key), textField(2, value))),
  );
  const DIMENSIONS = Uint8Array.of(0x08, 2, 0x08, 2);
  const FLOAT = Uint8Array.of(0x10, 1);
  const LOCATION_EXTERNAL = Uint8Array.of(0x70, 1);
  const raw = (bytes: Uint8Array): Message => ({ chunks: [bytes], byteLength: bytes.length });
  return message(raw(DIMENSIONS), raw(FLOAT), textField(8, name), ...external, raw(LOCATION_EXTERNAL));
}
