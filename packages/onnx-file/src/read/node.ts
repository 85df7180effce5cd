import { invalidFile, unsupportedFile } from '../faults.js';
import { type Message, message, textField, wholeFields } from '../write/protobuf.js';
import { expectInside, expectSparseInside, type FileTensor, readTensor } from './tensor.js';
import { type Field, fieldsOf, integersOf, nameOf, textOf } from './wire.js';

/** NodeProto */
export interface FileNode {
  readonly operator: string;
  readonly domain: string;
  readonly name: string;
  /** An optional input that is left out is an empty name. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** AttributeProto messages by their names. */
  readonly attributes: ReadonlyMap<string, Uint8Array>;
  /** What its subgraphs read: of the graph around it, or of themselves. */
  readonly readInside: ReadonlySet<string>;
  /** Its operators, and those of its subgraphs, as `domain:operator`. */
  readonly operators: ReadonlySet<string>;
  /** Its message's fields, tags and all, without inputs and without what no computation reads. */
  readonly kept: readonly Uint8Array[];
}

/** Inputs are written anew; documentation, and the paths of other machines that exporters leave in the metadata, are not. */
const NOT_KEPT: ReadonlySet<number> = new Set([1, 6, 9]);

/** Arguments lie on the call stack. A Concat has some hundred inputs. */
const MOST_FIELDS = 50_000;

/** Against a call stack that overflows: real networks nest two deep. */
const DEEPEST_NESTING = 16;

export function readNode(bytes: Uint8Array, depth = 0): FileNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Uint8Array>();
  const kept: Uint8Array[] = [];
  let [name, operator, domain] = ['', '', ''];
  for (const field of fieldsOf(bytes)) {
    if (!NOT_KEPT.has(field.number)) kept.push(field.whole);
    if (field.number === 1) inputs.push(nameOf(field));
    else if (field.number === 2) outputs.push(nameOf(field));
    else if (field.number === 3) name = nameOf(field);
    else if (field.number === 4) operator = nameOf(field);
    else if (field.number === 5 && field.kind === 'bytes')
      attributes.set(attributeName(field.bytes), field.bytes);
    else if (field.number === 7) domain = nameOf(field);
  }
  if (kept.length + inputs.length > MOST_FIELDS) {
    throw unsupportedFile(
      `operator ${name}: expected at most ${MOST_FIELDS} inputs and outputs, it has more`,
    );
  }
  if (domain === 'ai.onnx') domain = '';
  const operators = new Set([`${domain}:${operator}`]);
  const readInside = new Set<string>();
  for (const attribute of attributes.values()) {
    for (const node of readAttribute(attribute, depth)) {
      for (const each of node.operators) operators.add(each);
      for (const each of [...node.inputs, ...node.readInside]) readInside.add(each);
    }
  }
  return { operator, domain, name, inputs, outputs, attributes, readInside, operators, kept };
}

function attributeName(attribute: Uint8Array): string {
  for (const field of fieldsOf(attribute)) if (field.number === 1) return nameOf(field);
  return '';
}

/**
 * Nodes of an attribute's graphs (`g` and `graphs`), and what these give away, which is read as well.
 *
 * @throws SlcError `unsupported_model` where a constant says that its values lie in another file
 */
export function readAttribute(attribute: Uint8Array, depth = 0): readonly FileNode[] {
  const nodes: FileNode[] = [];
  for (const field of fieldsOf(attribute)) {
    if (field.kind !== 'bytes') continue;
    if (TENSORS.has(field.number)) expectInside(readTensor(field.bytes));
    if (SPARSE_TENSORS.has(field.number)) expectSparseInside(field.bytes);
    if (!GRAPHS.has(field.number)) continue;
    if (depth >= DEEPEST_NESTING) {
      throw invalidFile(`expected graphs at most ${DEEPEST_NESTING} deep inside each other`);
    }
    for (const inner of fieldsOf(field.bytes)) {
      if (inner.kind !== 'bytes') continue;
      if (inner.number === 1) nodes.push(readNode(inner.bytes, depth + 1));
      if (inner.number === 5) expectInside(readTensor(inner.bytes));
      if (inner.number === 15) expectSparseInside(inner.bytes);
      // A subgraph may give away a value of the graph around it as it is.
      if (inner.number === 12) nodes.push({ ...NO_NODE, inputs: [firstText(inner.bytes)] });
    }
  }
  return nodes;
}

/** Of AttributeProto: `t`, `tensors`; `sparse_tensor`, `sparse_tensors`; `g`, `graphs`. */
const TENSORS: ReadonlySet<number> = new Set([5, 10]);
const SPARSE_TENSORS: ReadonlySet<number> = new Set([22, 23]);
const GRAPHS: ReadonlySet<number> = new Set([6, 11]);

const NO_NODE: FileNode = {
  operator: '',
  domain: '',
  name: '',
  inputs: [],
  outputs: [],
  attributes: new Map(),
  readInside: new Set(),
  operators: new Set(),
  kept: [],
};

function firstText(bytes: Uint8Array): string {
  for (const field of fieldsOf(bytes)) if (field.number === 1) return nameOf(field);
  return '';
}

export function nodeMessage({ inputs, kept }: Pick<FileNode, 'inputs' | 'kept'>): Message {
  return message(...inputs.map((input) => textField(1, input)), wholeFields(kept));
}

/** @returns undefined where the node does not have it */
export function integersAttribute({ attributes }: FileNode, name: string): readonly number[] | undefined {
  const fields = fieldsOfAttribute(attributes.get(name)).filter(({ number }) => number === 3 || number === 8);
  return fields.length === 0 ? undefined : fields.flatMap(integersOf);
}

/** @returns the first of `integersAttribute` */
export function integerAttribute(node: FileNode, name: string): number | undefined {
  return integersAttribute(node, name)?.[0];
}

/** @returns undefined where the node does not have it */
export function floatAttribute({ attributes }: FileNode, name: string): number | undefined {
  const field = fieldsOfAttribute(attributes.get(name)).find(({ number }) => number === 2);
  if (field?.kind !== 'fixed' || field.bytes.length !== 4) return undefined;
  const { buffer, byteOffset } = field.bytes;
  return new DataView(buffer, byteOffset).getFloat32(0, true);
}

/** @returns undefined where the node does not have it */
export function textAttribute({ attributes }: FileNode, name: string): string | undefined {
  const field = fieldsOfAttribute(attributes.get(name)).find(({ number }) => number === 4);
  return field && textOf(field);
}

/** The value of a Constant node that has a tensor or a list of integers. */
export function constantTensor(node: FileNode): FileTensor | null {
  if (node.operator !== 'Constant' || node.domain !== '') return null;
  const field = fieldsOfAttribute(node.attributes.get('value')).find(({ number }) => number === 5);
  return field?.kind === 'bytes' ? readTensor(field.bytes) : null;
}

function fieldsOfAttribute(attribute: Uint8Array | undefined): readonly Field[] {
  return attribute ? [...fieldsOf(attribute)] : [];
}
