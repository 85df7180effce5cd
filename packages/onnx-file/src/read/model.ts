import { shown } from '@slc/domain';
import { invalidFile, unsupportedFile } from '../faults.js';
import { LARGEST_AXIS, MOST_OUTPUTS, ReadScope } from '../limits.js';
import type { Message } from '../write/protobuf.js';
import { type FileFunction, readFunction } from './function.js';
import { cleanMessage, knownFields } from './known-fields.js';
import { type FileNode, readNode } from './node.js';
import * as shapes from './shapes.js';
import { addEntry, expectSparseInside, type FileTensor, readTensor } from './tensor.js';
import { nameOf } from './wire.js';

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
  readonly functions: readonly FileFunction[];
  readonly nodes: readonly FileNode[];
  /** By name. */
  readonly initializers: ReadonlyMap<string, FileTensor>;
  /** Messages for a file of ours: sparse initializers, and annotations of quantised tensors. */
  readonly sparseInitializers: readonly Message[];
  readonly annotations: readonly Message[];
  /** Without the weights, which old files list among them. */
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
}

/**
 * Reads an ONNX file's structure. Weights stay where they are in `bytes`.
 *
 * @throws SlcError `invalid_model` for what is no ONNX file, or a broken one
 */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  const functions: FileFunction[] = [];
  const scope = new ReadScope();
  const producer = { name: '', version: '' };
  let irVersion = 0;
  let graph: Uint8Array | undefined;
  for (const field of knownFields(bytes, shapes.MODEL)) {
    if (field.number === 1 && field.kind === 'integer') irVersion = field.value;
    else if (field.number === 2) producer.name = nameOf(field);
    else if (field.number === 3) producer.version = nameOf(field);
    else if (field.kind !== 'bytes') continue;
    else if (field.number === 7) graph = field.bytes;
    else {
      scope.parts.add();
      if (field.number === 8) addOpset(opsets, field.bytes);
      else if (field.number === 14) addEntry(metadata, field.bytes);
      else if (field.number === 25) functions.push(readFunction(field.bytes, scope));
    }
  }
  if (!graph || irVersion < 1) throw invalidFile('expected an ONNX file, got one without a graph');
  return { irVersion, producer, opsets, metadata, functions, ...readGraph(graph, scope) };
}

function addOpset(opsets: Map<string, number>, bytes: Uint8Array): void {
  let [domain, version] = ['', 0];
  for (const field of knownFields(bytes, shapes.OPSET)) {
    if (field.number === 1) domain = nameOf(field);
    if (field.number === 2 && field.kind === 'integer') version = field.value;
  }
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

type Graph = Pick<
  OnnxFile,
  'nodes' | 'initializers' | 'sparseInitializers' | 'annotations' | 'inputs' | 'outputs'
>;

function readGraph(bytes: Uint8Array, scope: ReadScope): Graph {
  const nodes: FileNode[] = [];
  const initializers = new Map<string, FileTensor>();
  const [sparseInitializers, annotations]: [Message[], Message[]] = [[], []];
  const [inputs, outputs]: [DeclaredValue[], DeclaredValue[]] = [[], []];
  for (const field of knownFields(bytes, shapes.GRAPH)) {
    if (field.kind !== 'bytes') continue;
    // A node counts itself.
    if (field.number !== 1) scope.parts.add();
    if (field.number === 1) nodes.push(readNode(field.bytes, scope));
    else if (field.number === 5) addWeights(initializers, readTensor(field.bytes));
    else if (field.number === 11) inputs.push(readValue(field.bytes));
    else if (field.number === 12) outputs.push(readValue(field.bytes));
    else if (field.number === 14) annotations.push(cleanMessage(field.bytes, shapes.ANNOTATION));
    else if (field.number === 15) sparseInitializers.push(sparseInside(field.bytes));
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

function addWeights(tensors: Map<string, FileTensor>, tensor: FileTensor): void {
  const { name } = tensor;
  if (tensors.has(name)) {
    throw invalidFile(`weights ${shown(name)}: expected them once, the file has them twice`);
  }
  tensors.set(name, tensor);
}

function sparseInside(bytes: Uint8Array): Message {
  return cleanMessage(expectSparseInside(bytes), shapes.SPARSE_TENSOR);
}

/** ValueInfoProto */
function readValue(bytes: Uint8Array): DeclaredValue {
  let name = '';
  let tensorType: Uint8Array | undefined;
  for (const field of knownFields(bytes, shapes.VALUE)) {
    if (field.number === 1) name = nameOf(field);
    if (field.number !== 2 || field.kind !== 'bytes') continue;
    for (const type of knownFields(field.bytes, shapes.TYPE)) {
      if (type.number === 1 && type.kind === 'bytes') tensorType = type.bytes;
    }
  }
  return { name, ...readTensorType(tensorType) };
}

/** TypeProto.Tensor */
function readTensorType(bytes: Uint8Array | undefined): Pick<DeclaredValue, 'elementType' | 'dimensions'> {
  let elementType: number | null = null;
  let dimensions: (number | string | null)[] | null = null;
  for (const field of bytes ? knownFields(bytes, shapes.TENSOR_TYPE) : []) {
    if (field.number === 1 && field.kind === 'integer') elementType = field.value;
    if (field.number !== 2 || field.kind !== 'bytes') continue;
    dimensions = [];
    for (const dimension of knownFields(field.bytes, shapes.DIMENSIONS)) {
      if (dimension.number === 1 && dimension.kind === 'bytes')
        dimensions.push(readDimension(dimension.bytes));
    }
  }
  return { elementType, dimensions };
}

function readDimension(bytes: Uint8Array): number | string | null {
  for (const field of knownFields(bytes, shapes.DIMENSION)) {
    if (field.number === 2) return nameOf(field);
    if (field.kind !== 'integer') continue;
    if (field.value > LARGEST_AXIS) {
      throw invalidFile(`expected axes of at most ${LARGEST_AXIS}, the file declares one of ${field.value}`);
    }
    // Exporters write 0 and -1 where they mean any.
    return field.value > 0 ? field.value : null;
  }
  return null;
}
