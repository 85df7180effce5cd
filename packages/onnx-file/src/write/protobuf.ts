/** Bytes, or bytes that are computed when the file is written. */
export type Chunk = Uint8Array | LazyBytes;

export interface LazyBytes {
  readonly byteLength: number;
  bytes(): Uint8Array;
}

/**
 * A protobuf message as a list of byte chunks, so that 80 MB of weights are never copied into a longer buffer.
 * Wire format: protobuf.dev/programming-guides/encoding. Field numbers are the caller's.
 */
export interface Message {
  readonly chunks: readonly Chunk[];
  readonly byteLength: number;
}

/** A message's bytes, piece by piece: each is computed when it is its turn. */
export function* piecesOf({ chunks }: Message): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.bytes();
}

const WIRE_VARINT = 0;
const WIRE_LENGTH_DELIMITED = 2;
const WIRE_32_BIT = 5;

export function message(...fields: readonly Message[]): Message {
  return {
    chunks: fields.flatMap((field) => field.chunks),
    byteLength: fields.reduce((total, field) => total + field.byteLength, 0),
  };
}

/** A non-negative integer, or a negative one as int64. */
export function integerField(field: number, value: number): Message {
  return one([...varint((field << 3) | WIRE_VARINT), ...varint(value)]);
}

export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return one([...varint((field << 3) | WIRE_32_BIT), ...bytes]);
}

export function textField(field: number, value: string): Message {
  return bytesField(field, new TextEncoder().encode(value));
}

/** The message refers to the bytes and copies none. */
export function bytesField(field: number, bytes: Chunk): Message {
  return messageField(field, { chunks: [bytes], byteLength: bytes.byteLength });
}

export function messageField(field: number, value: Message): Message {
  return message(one([...varint((field << 3) | WIRE_LENGTH_DELIMITED), ...varint(value.byteLength)]), value);
}

/** Fields that another program wrote, with their tags. */
export function wholeFields(fields: readonly Uint8Array[]): Message {
  return { chunks: fields, byteLength: fields.reduce((total, { byteLength }) => total + byteLength, 0) };
}

function one(bytes: readonly number[]): Message {
  return { chunks: [Uint8Array.from(bytes)], byteLength: bytes.length };
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}
