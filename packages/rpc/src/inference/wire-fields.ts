import protobuf from 'protobufjs';
import { invalidRequest } from './invalid-request.js';

type Reader = protobuf.Reader;

/** What to do with each field of a message, by its tag: the field's number and how it is written. Others are skipped. */
export type FieldReaders = Readonly<Record<number, (reader: Reader) => void>>;

export const varint = (field: number): number => field << 3;
export const lengthDelimited = (field: number): number => (field << 3) | 2;
export const fixed64 = (field: number): number => (field << 3) | 1;

/** Against messages of millions of fields of two bytes, which take seconds to read although the last one alone counts. */
const MOST_FIELDS = 1_000;

/**
 * Reads a protobuf message field by field, for messages in which a reader of everything would make millions of objects of a
 * few bytes.
 *
 * @param most fields, those that are skipped included
 * @throws SlcError `invalid_request` when there are more
 * @throws Error when the bytes are no message
 */
export function readFields(bytes: Uint8Array, readers: FieldReaders, most = MOST_FIELDS): void {
  const reader = protobuf.Reader.create(bytes);
  for (let count = 1; reader.pos < reader.len; count++) {
    if (count > most) throw invalidRequest('message', `at most ${most} fields in each part`, 'more');
    const tag = reader.uint32();
    const read = readers[tag];
    if (read) read(reader);
    else reader.skipType(tag & 7);
  }
}

/** @returns a view of the message */
export function readBytes(reader: Reader): Buffer {
  // Safe: of a Buffer the reader gives Buffers.
  return reader.bytes() as Buffer;
}

/** Unlike the reader's own `string`, it fails where the message ends too early. */
export function readText(reader: Reader): string {
  return readBytes(reader).toString('utf8');
}

/** @returns a double: above 2⁵³ it is not exact */
export function readInteger(reader: Reader): number {
  return Number(reader.int64());
}

/** Integers that were written together. */
export function readPacked(reader: Reader, take: (reader: Reader) => void): void {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('packed numbers end after their message');
  while (reader.pos < end) take(reader);
  if (reader.pos !== end) throw new RangeError('packed numbers end within one');
}
