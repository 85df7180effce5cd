import { invalidFile, unsupportedFile } from '../faults.js';
import { type Message, message, messageField, wholeFields } from '../write/protobuf.js';
import { type FileNode, nodeMessage, readAttribute, readNode } from './node.js';
import { addEntry, expectSparseInside, type FileTensor, readTensor } from './tensor.js';
import { fieldsOf, integersOf, nameOf } from './wire.js';

/** An input or output as the file declares it. */
export interface DeclaredValue {
  readonly name: string;
  /** Null for what is no tensor, such as a sequence. */
  readonly elementType: number | null;
  /** A number, a name, or null for a dimension of which nothing is said; null where not even their number is. */
  readonly dimensions: readonly (number | string | null)[] | null;
}

/** ModelProto, as far as it is read. */
export interface OnnxFile {
  readonly irVersion: number;
  readonly producer: { readonly name: string; readonly version: string };
  /** By domain; the standard one is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  /** FunctionProto messages, without documentation and metadata. */
  readonly functions: readonly Message[];
  readonly nodes: readonly FileNode[];
  /** By name. */
  readonly initializers: ReadonlyMap<string, FileTensor>;
  /** Messages that are kept as they are: sparse initializers, and annotations of quantised tensors. */
  readonly sparseInitializers: readonly Uint8Array[];
  readonly annotations: readonly Uint8Array[];
  /** Without the weights, which old files list among them. */
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
}

/** Nodes, weights and whatever else a graph lists. Against files of nothing but these; the largest classifiers have a few thousand. */
const MOST_PARTS = 50_000;

/** Against names that fill a message to whoever asked. */
const MOST_OUTPUTS = 1_000;

/**
 * Reads an ONNX file's structure. Weights stay where they are in `bytes`.
 *
 * @throws SlcError `invalid_model` for what is no ONNX file, or a broken one
 */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: Message[] = [];
  const producer = { name: '', version: '' };
  let irVersion = 0;
  let graph: Uint8Array | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1 && field.kind === 'integer') irVersion = field.value;
    else if (field.number === 2) producer.name = nameOf(field);
    else if (field.number === 3) producer.version = nameOf(field);
    else if (field.kind !== 'bytes') continue;
    else if (field.number === 7) graph = field.bytes;
    else if (field.number === 8) addOpset(opsets, field.bytes);
    else if (field.number === 14) addEntry(metadata, field.bytes);
    else if (field.number === 25) functions.push(functionMessage(field.bytes));
  }
  if (!graph || irVersion < 1) throw invalidFile('expected an ONNX file, got one without a graph');
  return { irVersion, producer, opsets, metadata, functions, ...readGraph(graph) };
}

/** Documentation, declared shapes, metadata. */
const NOT_KEPT: ReadonlySet<number> = new Set([8, 12, 14]);

function functionMessage(bytes: Uint8Array): Message {
  const fields = [...fieldsOf(bytes)].filter(({ number }) => !NOT_KEPT.has(number));
  if (fields.length > MOST_PARTS) {
    throw unsupportedFile(`expected functions of at most ${MOST_PARTS} operators, one has ${fields.length}`);
  }
  for (const field of fields) if (field.number === 11 && field.kind === 'bytes') readAttribute(field.bytes);
  return message(
    ...fields.map((field) =>
      field.number === 7 && field.kind === 'bytes'
        ? messageField(7, nodeMessage(readNode(field.bytes)))
        : wholeFields([field.whole]),
    ),
  );
}

function addOpset(opsets: Map<string, number>, bytes: Uint8Array): void {
  let [domain, version] = ['', 0];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) domain = nameOf(field);
    if (field.number === 2 && field.kind === 'integer') version = field.value;
  }
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

type Graph = Pick<
  OnnxFile,
  'nodes' | 'initializers' | 'sparseInitializers' | 'annotations' | 'inputs' | 'outputs'
>;

function readGraph(bytes: Uint8Array): Graph {
  const nodes: FileNode[] = [];
  const initializers = new Map<string, FileTensor>();
  const [sparseInitializers, annotations]: [Uint8Array[], Uint8Array[]] = [[], []];
  const [inputs, outputs]: [DeclaredValue[], DeclaredValue[]] = [[], []];
  let parts = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.kind !== 'bytes') continue;
    parts += 1;
    if (parts > MOST_PARTS) {
      throw unsupportedFile(`expected a network of at most ${MOST_PARTS} operators and weights, it has more`);
    }
    if (field.number === 1) nodes.push(readNode(field.bytes));
    else if (field.number === 5) addTensor(initializers, readTensor(field.bytes));
    else if (field.number === 11) inputs.push(readValue(field.bytes));
    else if (field.number === 12) outputs.push(readValue(field.bytes));
    else if (field.number === 14) annotations.push(field.bytes);
    else if (field.number === 15) sparseInitializers.push(expectSparseInside(field.bytes));
  }
  if (outputs.length > MOST_OUTPUTS) {
    throw unsupportedFile(`expected a network of at most ${MOST_OUTPUTS} outputs, it has ${outputs.length}`);
  }
  const isWeight = ({ name }: DeclaredValue) => initializers.has(name);
  return {
    nodes,
    initializers,
    sparseInitializers,
    annotations,
    inputs: inputs.filter((input) => !isWeight(input)),
    outputs,
  };
}

function addTensor(tensors: Map<string, FileTensor>, tensor: FileTensor): void {
  tensors.set(tensor.name, tensor);
}

/** ValueInfoProto */
function readValue(bytes: Uint8Array): DeclaredValue {
  let name = '';
  let tensorType: Uint8Array | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = nameOf(field);
    if (field.number !== 2 || field.kind !== 'bytes') continue;
    for (const type of fieldsOf(field.bytes)) {
      if (type.number === 1 && type.kind === 'bytes') tensorType = type.bytes;
    }
  }
  return { name, ...readTensorType(tensorType) };
}

/** TypeProto.Tensor */
function readTensorType(bytes: Uint8Array | undefined): Pick<DeclaredValue, 'elementType' | 'dimensions'> {
  let elementType: number | null = null;
  let dimensions: (number | string | null)[] | null = null;
  for (const field of bytes ? fieldsOf(bytes) : []) {
    if (field.number === 1 && field.kind === 'integer') elementType = field.value;
    if (field.number !== 2 || field.kind !== 'bytes') continue;
    dimensions = [];
    for (const dimension of fieldsOf(field.bytes)) {
      if (dimension.number === 1 && dimension.kind === 'bytes')
        dimensions.push(readDimension(dimension.bytes));
    }
  }
  return { elementType, dimensions };
}

function readDimension(bytes: Uint8Array): number | string | null {
  for (const field of fieldsOf(bytes)) {
    const [size] = field.number === 1 ? integersOf(field) : [];
    // Exporters write 0 and -1 where they mean any.
    if (size !== undefined) return size > 0 ? size : null;
    if (field.number === 2) return nameOf(field);
  }
  return null;
}
