import { shown } from '@slc/domain';
import { invalidFile, unsupportedFile } from '../faults.js';
import { MOST_CONNECTIONS, ReadScope } from '../limits.js';
import { type Message, message, piecesOf, textField, wholeFields } from '../write/protobuf.js';
import { cleanField, knownFields } from './known-fields.js';
import { ATTRIBUTE, ATTRIBUTE_VALUES, GRAPH, type MessageShape, NODE, VALUE } from './shapes.js';
import { expectInside, expectSparseInside, type FileTensor, readTensor } from './tensor.js';
import { type Field, integersIn, nameOf, textOf } from './wire.js';

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
  /** It and the operators of its subgraphs, as `domain:operator`. */
  readonly operators: ReadonlySet<string>;
  /** Its message's fields, tags and all, without inputs and without what ONNX does not know or no computation reads. */
  readonly kept: readonly Uint8Array[];
}

/** @param scope of the file that it is a part of */
export function readNode(bytes: Uint8Array, scope = new ReadScope()): FileNode {
  scope.parts.add();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Uint8Array>();
  const fields = [...knownFields(bytes, NODE)];
  let [name, operator, domain] = ['', '', ''];
  for (const field of fields) {
    if (field.number === 1) inputs.push(nameOf(field));
    else if (field.number === 2) outputs.push(nameOf(field));
    else if (field.number === 3) name = nameOf(field);
    else if (field.number === 4) operator = nameOf(field);
    else if (field.number === 5 && field.kind === 'bytes') addAttribute(attributes, field.bytes);
    else if (field.number === 7) domain = nameOf(field);
  }
  if (inputs.length + outputs.length > MOST_CONNECTIONS) {
    throw unsupportedFile(
      `operator ${shown(name)}: expected at most ${MOST_CONNECTIONS} inputs and outputs, it has more`,
    );
  }
  if (domain === 'ai.onnx') domain = '';
  const operators = new Set([`${domain}:${operator}`]);
  const readInside = new Set<string>();
  for (const attribute of attributes.values()) {
    for (const node of readAttribute(attribute, scope)) {
      for (const each of node.operators) operators.add(each);
      for (const each of [...node.inputs, ...node.readInside]) readInside.add(each);
    }
  }
  // Inputs are written anew.
  const rest = fields.filter(({ number }) => number !== 1).flatMap((field) => cleanField(field, NODE));
  const kept = rest.flatMap((each) => [...piecesOf(each)]);
  return { operator, domain, name, inputs, outputs, attributes, readInside, operators, kept };
}

function addAttribute(attributes: Map<string, Uint8Array>, attribute: Uint8Array): void {
  const name = firstText(attribute, ATTRIBUTE);
  if (attributes.has(name)) {
    throw invalidFile(`attribute ${shown(name)}: expected one, an operator has several`);
  }
  attributes.set(name, attribute);
}

/**
 * Nodes of an attribute's graphs (`g` and `graphs`), and what these give away, which is read as well.
 *
 * @throws SlcError `unsupported_model` where a constant says that its values lie in another file
 */
export function readAttribute(attribute: Uint8Array, scope: ReadScope): readonly FileNode[] {
  const nodes: FileNode[] = [];
  for (const field of fieldsOfAttribute(attribute)) {
    if (field.kind !== 'bytes') continue;
    if (TENSORS.has(field.number)) expectInside(readTensor(field.bytes));
    if (SPARSE_TENSORS.has(field.number)) expectSparseInside(field.bytes);
    if (!GRAPHS.has(field.number)) continue;
    for (const node of nodesOfGraph(field.bytes, scope.inside())) nodes.push(node);
  }
  return nodes;
}

function nodesOfGraph(graph: Uint8Array, scope: ReadScope): readonly FileNode[] {
  const nodes: FileNode[] = [];
  for (const field of knownFields(graph, GRAPH)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === 1) nodes.push(readNode(field.bytes, scope));
    else scope.parts.add();
    if (field.number === 5) expectInside(readTensor(field.bytes));
    if (field.number === 15) expectSparseInside(field.bytes);
    // A subgraph may give away a value of the graph around it as it is.
    if (field.number === 12) nodes.push({ ...NO_NODE, inputs: [firstText(field.bytes, VALUE)] });
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

function firstText(bytes: Uint8Array, shape: MessageShape): string {
  for (const field of knownFields(bytes, shape)) if (field.number === 1) return nameOf(field);
  return '';
}

export function nodeMessage({ inputs, kept }: Pick<FileNode, 'inputs' | 'kept'>): Message {
  return message(...inputs.map((input) => textField(1, input)), wholeFields(kept));
}

/** What a node does: a standard operator by its name, another one as `domain:operator`. A file may have a Softmax of its own. */
export function kindOf({ domain, operator }: FileNode): string {
  return domain === '' ? operator : `${domain}:${operator}`;
}

/** @returns undefined where the node does not have it */
export function integersAttribute({ attributes }: FileNode, name: string): readonly number[] | undefined {
  const fields = fieldsOfAttribute(attributes.get(name)).filter(({ number }) => number === 3 || number === 8);
  return fields.length === 0 ? undefined : fields.flatMap(integersIn);
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

/** @returns the value of a Constant node that has a tensor; null for any other node */
export function constantTensor(node: FileNode): FileTensor | null {
  if (kindOf(node) !== 'Constant') return null;
  const field = fieldsOfAttribute(node.attributes.get('value')).find(({ number }) => number === 5);
  return field?.kind === 'bytes' ? readTensor(field.bytes) : null;
}

/** @throws SlcError `invalid_model` for several values, and for another than `type` says: onnxruntime reads that one alone */
function fieldsOfAttribute(attribute: Uint8Array | undefined): readonly Field[] {
  const fields = attribute ? [...knownFields(attribute, ATTRIBUTE)] : [];
  const types = new Set(fields.map(({ number }) => ATTRIBUTE_VALUES.get(number) ?? UNDEFINED));
  for (const field of fields) if (field.number === 20 && field.kind === 'integer') types.add(field.value);
  types.delete(UNDEFINED);
  // A list without values has a type alone.
  if (types.size > 1) throw invalidFile('expected attributes of one value, one has several');
  return fields;
}

/** The `type` of an attribute that says none. */
const UNDEFINED = 0;
