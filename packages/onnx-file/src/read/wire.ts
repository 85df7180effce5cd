import { isUtf8 } from 'node:buffer';
import { invalidFile } from '../faults.js';
import { LONGEST_NAME } from '../limits.js';

/** One field of a protobuf message. Wire format: protobuf.dev/programming-guides/encoding. */
export type Field =
  | { readonly number: number; readonly kind: 'integer'; readonly value: number; readonly whole: Uint8Array }
  | {
      readonly number: number;
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      readonly whole: Uint8Array;
    }
  | {
      readonly number: number;
      readonly kind: 'fixed';
      readonly bytes: Uint8Array;
      readonly whole: Uint8Array;
    };

/**
 * Reads a message's fields one after another, without copying: `bytes` and `whole`, which has the field's tag and length too, lie
 * in the message. Other readers must see the same fields in the bytes, so that a tag has one form: protobuf's own reader in C++ takes
 * the last 32 bits of a longer one.
 *
 * @throws SlcError `invalid_model` where a field is longer than its message, or of a kind that protobuf no longer has
 */
export function* fieldsOf(message: Uint8Array): Generator<Field, void, undefined> {
  const reader = new VarintReader(message);
  while (reader.at < message.length) {
    const start = reader.at;
    const { number, kind, value, length } = readHead(reader, message.length);
    const whole = message.subarray(start, reader.at + length);
    const bytes = message.subarray(reader.at, reader.at + length);
    reader.at += length;
    yield kind === 'integer' ? { number, kind, value, whole } : { number, kind, bytes, whole };
  }
}

export interface FieldHead {
  readonly number: number;
  readonly kind: Field['kind'];
  /** Of an integer. */
  readonly value: number;
  /** How many bytes follow: none of an integer. */
  readonly length: number;
}

/**
 * What stands before a field's bytes.
 *
 * @param end of its message, counted as `reader.at` is
 */
export function readHead(reader: VarintReader, end: number): FieldHead {
  const tag = reader.nextTag();
  const number = Math.floor(tag / 8);
  const wire = tag % 8;
  if (wire === 0) return { number, kind: 'integer', value: reader.next(), length: 0 };
  const length = wire === 2 ? reader.next() : FIXED_LENGTHS[wire];
  if (length === undefined) throw noMessage();
  if (length < 0 || reader.at + length > end) {
    throw invalidFile(`expected a whole ONNX file, a field of ${length} bytes goes beyond its end`);
  }
  return { number, kind: wire === 2 ? 'bytes' : 'fixed', value: 0, length };
}

function noMessage(): Error {
  return invalidFile('expected an ONNX file, got bytes that are no protobuf message');
}

/** Of the wire types that have one. */
const FIXED_LENGTHS: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Repeated integers, packed into one field or each in a field of its own. */
export function integersIn(field: Field): number[] {
  if (field.kind === 'integer') return [field.value];
  const reader = new VarintReader(field.bytes);
  const values = [];
  while (reader.at < field.bytes.length) values.push(reader.next());
  return values;
}

/** @throws SlcError `invalid_model` for one that is no name */
export function nameOf(field: Field): string {
  if (field.kind !== 'bytes') return '';
  if (field.bytes.length > LONGEST_NAME) {
    throw invalidFile(`expected names of at most ${LONGEST_NAME} bytes, one has ${field.bytes.length}`);
  }
  // Two names that differ would become the same one.
  if (!isUtf8(field.bytes)) throw invalidFile('expected names in UTF-8, one is not');
  return textOf(field);
}

export function textOf(field: Field): string {
  return field.kind === 'integer' ? '' : Buffer.from(field.bytes).toString('utf8');
}

/** Ten bytes hold 64 bits. */
const LONGEST_VARINT = 10;

export class VarintReader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The shortest form of a tag, which is a number of 32 bits: field and wire type. Fields begin at 1. */
  nextTag(): number {
    const start = this.at;
    const tag = this.next();
    const isShortest = this.at - start === 1 || this.#bytes[this.at - 1] !== 0;
    if (tag < 8 || tag >= 2 ** 32 || !isShortest) throw noMessage();
    return tag;
  }

  /** A negative number comes as the ten bytes of its 64-bit form. Beyond 2 ** 53 the last digits are lost: no size is so large. */
  next(): number {
    let value = 0n;
    for (let i = 0; i < LONGEST_VARINT; i++) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) break;
      this.at += 1;
      // The usual case, without a BigInt.
      if (i === 0 && byte < 0x80) return byte;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw invalidFile('expected a whole ONNX file, got one whose numbers have no end');
  }
}
