import { widenFloat16 } from '@slc/layer-graph';
import { ELEMENT_TYPE } from '../write/messages.js';
import { fieldsOf, integersOf, textOf } from './wire.js';

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

const DATA_LOCATION_EXTERNAL = 1;

export function readTensor(message: Uint8Array): FileTensor {
  const dimensions: number[] = [];
  const entries = new Map<string, string>();
  let [name, elementType, isExternal] = ['', 0, false];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) dimensions.push(...integersOf(field));
    else if (field.number === 2 && field.kind === 'integer') elementType = field.value;
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 13 && field.kind === 'bytes') addEntry(entries, field.bytes);
    else if (field.number === 14 && field.kind === 'integer')
      isExternal = field.value === DATA_LOCATION_EXTERNAL;
  }
  return { name, elementType, dimensions, message, external: isExternal ? externalOf(entries) : null };
}

function externalOf(entries: ReadonlyMap<string, string>): ExternalData {
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? null : Number(length),
  };
}

/** StringStringEntryProto */
export function addEntry(entries: Map<string, string>, message: Uint8Array): void {
  let [key, value] = ['', ''];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) value = textOf(field);
  }
  entries.set(key, value);
}

/** Values of a tensor that lies in the file. Null for another element type, and for values in a file of their own. */
export function integersOfTensor(tensor: FileTensor): readonly number[] | null {
  if (tensor.external || tensor.elementType !== ELEMENT_TYPE.int64) return null;
  const values: number[] = [];
  for (const field of fieldsOf(tensor.message)) {
    if (field.number === 7) values.push(...integersOf(field));
    if (field.number !== 9 || field.kind !== 'bytes') continue;
    const { buffer, byteOffset, byteLength } = field.bytes;
    const view = new DataView(buffer, byteOffset, byteLength);
    for (let at = 0; at + 8 <= byteLength; at += 8) values.push(Number(view.getBigInt64(at, true)));
  }
  return values;
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
  if (externalBytes) return isHalf ? widened(externalBytes) : floats(externalBytes);
  const listed: number[] = [];
  for (const field of fieldsOf(tensor.message)) {
    if (field.kind !== 'bytes' && field.kind !== 'fixed') continue;
    if (field.number === 9) return isHalf ? widened(field.bytes) : floats(field.bytes);
    // Without a raw form, float32 values stand in `float_data`, packed or one by one.
    if (field.number === 4 && !isHalf) listed.push(...floats(field.bytes));
  }
  return isHalf ? null : Float32Array.from(listed);
}

function floats(bytes: Uint8Array): Float32Array {
  // A copy: the bytes need not lie at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~3)).buffer);
}

function widened(bytes: Uint8Array): Float32Array {
  return widenFloat16(new Uint16Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~1)).buffer));
}
