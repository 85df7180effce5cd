import {
  ELEMENT_TYPE,
  floatTensor,
  integerTensor,
  type OnnxNode,
  ownNodeMessage,
  valueMessage,
} from '../write/messages.js';
import { integerField, type Message, message, messageField, piecesOf, textField } from '../write/protobuf.js';

/** A file as a test needs it: what is left out is that of a small classifier. */
export interface OwnFile {
  /** A NodeProto for what no node of ours says. */
  readonly nodes: readonly (OnnxNode | Message)[];
  readonly initializers?: readonly Message[];
  readonly input?: readonly (number | string)[];
  readonly moreInputs?: readonly string[];
  readonly output?: string;
  readonly irVersion?: number;
  /** Fields of GraphProto. */
  readonly inGraph?: readonly Message[];
  readonly producer?: string;
  /** Fields of ModelProto after the graph. */
  readonly more?: readonly Message[];
}

/** The bytes of an ONNX file with the input `image` and an output. */
export function ownFile({
  nodes,
  initializers = [],
  moreInputs = [],
  inGraph = [],
  more = [],
  producer = 'own',
  ...options
}: OwnFile): Uint8Array {
  const last = nodes.at(-1);
  const { input = ['batch', 3, 8, 8], output = last && 'name' in last ? last.name : '' } = options;
  const { irVersion = 8 } = options;
  const value = (name: string, dimensions: readonly (number | string)[] | null) =>
    valueMessage({ name, elementType: ELEMENT_TYPE.float32, dimensions });
  const graph = message(
    ...nodes.map((node) => messageField(1, 'name' in node ? ownNodeMessage(node) : node)),
    textField(2, 'own'),
    ...initializers.map((tensor) => messageField(5, tensor)),
    messageField(11, value('image', input)),
    ...moreInputs.map((name) => messageField(11, value(name, [1]))),
    messageField(12, value(output, null)),
    ...inGraph,
  );
  return bytesOf(
    message(
      integerField(1, irVersion),
      textField(2, producer),
      messageField(7, graph),
      messageField(8, opset('', 18)),
      ...more,
    ),
  );
}

/** OperatorSetIdProto */
export function opset(domain: string, version: number): Message {
  return message(textField(1, domain), integerField(2, version));
}

/** Fields of ModelProto: a function that makes `y` of `x`, and the domain `own`, in which it is. */
export function ownFunction(name: string, nodes: readonly OnnxNode[], domain = 'own'): readonly Message[] {
  const made = message(
    textField(1, name),
    textField(4, 'x'),
    textField(5, 'y'),
    ...nodes.map((node) => messageField(7, ownNodeMessage(node))),
    messageField(9, opset('', 18)),
    messageField(9, opset(domain, 1)),
    textField(10, domain),
  );
  return [messageField(8, opset(domain, 1)), messageField(25, made)];
}

export function bytesOf(whole: Message): Uint8Array {
  return Buffer.concat([...piecesOf(whole)]);
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
