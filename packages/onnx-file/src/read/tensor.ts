import { widenFloat16 } from '@slc/layer-graph';
import { invalidFile, unsupportedFile } from '../faults.js';
import { MOST_AXES } from '../limits.js';
import { DATA_LOCATION_EXTERNAL, ELEMENT_TYPE } from '../write/messages.js';
import { knownFields } from './known-fields.js';
import { ENTRY, SPARSE_TENSOR, TENSOR } from './shapes.js';
import { integersIn, nameOf, textOf } from './wire.js';

/** TensorProto: a constant of the file, whose values are read when they are asked for. */
export interface FileTensor {
  readonly name: string;
  readonly elementType: number;
  readonly dimensions: readonly number[];
  /** The message as the file has it. */
  readonly message: Uint8Array;
  /** Where the values lie, if they are in a file of their own. */
  readonly external: ExternalData | null;
}

export interface ExternalData {
  /** As the file writes it: a path relative to it. */
  readonly location: string;
  readonly offset: number;
  /** Null: all that follows. */
  readonly length: number | null;
}

/** The location of values that lie in the model's own file: no file has this name. */
export const OWN_FILE = '\0';

export function readTensor(message: Uint8Array): FileTensor {
  const dimensions: number[] = [];
  const entries = new Map<string, string>();
  let [name, elementType, isExternal] = ['', 0, false];
  for (const field of knownFields(message, TENSOR)) {
    if (field.number === 1) addAll(dimensions, integersIn(field));
    else if (field.number === 2 && field.kind === 'integer') elementType = field.value;
    else if (field.number === 8) name = nameOf(field);
    else if (field.number === 13 && field.kind === 'bytes') addEntry(entries, field.bytes);
    else if (field.number === 14 && field.kind === 'integer')
      isExternal = field.value === DATA_LOCATION_EXTERNAL;
  }
  if (dimensions.length > MOST_AXES) {
    throw invalidFile(`weights ${name}: expected at most ${MOST_AXES} axes, it has ${dimensions.length}`);
  }
  return { name, elementType, dimensions, message, external: isExternal ? externalOf(name, entries) : null };
}

/**
 * Weights of their own file are read by us, from beside the model alone, and only a network's own initializers have that. All
 * others are left to onnxruntime, which would look for the file beside the rewritten network.
 *
 * @throws SlcError `unsupported_model`
 */
export function expectInside(tensor: FileTensor): FileTensor {
  if (!tensor.external) return tensor;
  const { location } = tensor.external;
  throw unsupportedFile(
    `constant ${tensor.name}: expected its values in the file, it names ${JSON.stringify(location.slice(0, 200))}: only weights of the network itself may lie in a file of their own`,
  );
}

/** SparseTensorProto: its values and their places. @throws SlcError `unsupported_model` */
export function expectSparseInside(bytes: Uint8Array): Uint8Array {
  for (const field of knownFields(bytes, SPARSE_TENSOR)) {
    if ((field.number === 1 || field.number === 2) && field.kind === 'bytes')
      expectInside(readTensor(field.bytes));
  }
  return bytes;
}

/** @throws SlcError `invalid_model` for a place that is none */
function externalOf(name: string, entries: ReadonlyMap<string, string>): ExternalData {
  return {
    location: entries.get('location') ?? '',
    offset: placeIn(entries, 'offset', name) ?? 0,
    length: placeIn(entries, 'length', name),
  };
}

/** Digits alone, as exporters write: `Number` takes much that onnxruntime reads otherwise. */
function placeIn(entries: ReadonlyMap<string, string>, key: string, name: string): number | null {
  const written = entries.get(key);
  if (written === undefined) return null;
  const value = /^\d{1,19}$/.test(written) ? Number(written) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw invalidFile(
    `weights ${name}: expected a whole number as their ${key}, got ${JSON.stringify(written.slice(0, 40))}`,
  );
}

/** StringStringEntryProto */
export function addEntry(entries: Map<string, string>, message: Uint8Array): void {
  let [key, value] = ['', ''];
  for (const field of knownFields(message, ENTRY)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) value = textOf(field);
  }
  entries.set(key, value);
}

/**
 * Whole numbers of a tensor.
 *
 * @param externalBytes as for floats
 * @returns null for another element type than int64
 */
export function integersOfTensor(
  tensor: FileTensor,
  externalBytes: Uint8Array | null,
): readonly number[] | null {
  if (tensor.elementType !== ELEMENT_TYPE.int64) return null;
  const bytes = externalBytes ?? rawBytesOf(tensor);
  if (bytes) return int64s(bytes);
  const values: number[] = [];
  for (const field of knownFields(tensor.message, TENSOR)) {
    if (field.number === 7) addAll(values, integersIn(field));
  }
  return values;
}

function int64s({ buffer, byteOffset, byteLength }: Uint8Array): number[] {
  const view = new DataView(buffer, byteOffset, byteLength);
  return Array.from({ length: byteLength >> 3 }, (_, i) => Number(view.getBigInt64(i * 8, true)));
}

/**
 * Float32 values of a tensor.
 *
 * @param externalBytes those of the file in which the values lie, if they have one of their own
 * @returns null for other element types than float32 and float16
 */
export function floatsOfTensor(tensor: FileTensor, externalBytes: Uint8Array | null): Float32Array | null {
  const isHalf = tensor.elementType === ELEMENT_TYPE.float16;
  if (!isHalf && tensor.elementType !== ELEMENT_TYPE.float32) return null;
  const bytes = externalBytes ?? rawBytesOf(tensor);
  if (bytes) return isHalf ? widened(bytes) : floats(bytes);
  if (isHalf) return null;
  // Without a raw form, float32 values stand in `float_data`, packed or one by one.
  const listed: number[] = [];
  for (const field of knownFields(tensor.message, TENSOR)) {
    if (field.number === 4 && field.kind !== 'integer') addAll(listed, floats(field.bytes));
  }
  return Float32Array.from(listed);
}

/** Values that lie in the file as they lie in memory. Null for those in a list, or in a file of their own. */
export function rawBytesOf(tensor: FileTensor): Uint8Array | null {
  if (tensor.external) return null;
  for (const field of knownFields(tensor.message, TENSOR)) {
    if (field.number === 9 && field.kind === 'bytes') return field.bytes;
  }
  return null;
}

/** Arguments lie on the call stack, which a hundred thousand of them overflow. */
function addAll(list: number[], values: Iterable<number>): void {
  for (const value of values) list.push(value);
}

function floats(bytes: Uint8Array): Float32Array {
  // A copy: the bytes need not lie at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~3)).buffer);
}

function widened(bytes: Uint8Array): Float32Array {
  return widenFloat16(new Uint16Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~1)).buffer));
}
