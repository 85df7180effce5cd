import { invalidFile } from '../faults.js';
import { DEEPEST_MESSAGES } from '../limits.js';
import { type Chunk, type Message, messageField, wholeFields } from '../write/protobuf.js';
import type { FieldShape, MessageShape } from './shapes.js';
import { type Field, fieldsOf } from './wire.js';

/**
 * Reads the fields that a message of ONNX has, and passes over all others. A file means one thing to this product and to onnxruntime:
 * what protobuf would take the last of, merge, cut to 32 bits or not know is refused.
 *
 * @throws SlcError `invalid_model`
 */
export function* knownFields(bytes: Uint8Array, shape: MessageShape): Generator<Field, void, undefined> {
  // One bit a field: numbers are below 32.
  let met = 0;
  for (const field of fieldsOf(bytes)) {
    const expected = shape.fields.get(field.number);
    if (!expected) continue;
    const refuse = (problem: string) =>
      invalidFile(`field ${field.number} of ${shape.name}: expected ${problem}`);
    if (!isOfKind(field, expected)) throw refuse(`another kind of value than ${field.kind}`);
    if (expected.holds === 'int32' && field.kind === 'integer' && field.value !== (field.value | 0)) {
      throw refuse(`a number of 32 bits, got ${field.value}`);
    }
    const bit = 1 << field.number;
    if (!expected.isRepeated && (met & bit) !== 0) throw refuse('one, the file has several');
    met |= bit;
    yield field;
  }
}

function isOfKind(field: Field, { holds, isRepeated }: FieldShape): boolean {
  switch (holds) {
    case 'int32':
    case 'int64':
      return field.kind === 'integer' || (isRepeated && field.kind === 'bytes');
    case 'float':
    case 'double': {
      const length = holds === 'float' ? 4 : 8;
      return field.kind === 'fixed' ? field.bytes.length === length : isRepeated && field.kind === 'bytes';
    }
    default:
      return field.kind === 'bytes';
  }
}

/** A message of a stranger's file for a file of ours: only the fields that ONNX has, and of these what a computation reads. */
export function cleanMessage(bytes: Uint8Array, shape: MessageShape, depth = 0): Message {
  if (depth > DEEPEST_MESSAGES) {
    throw invalidFile(`expected messages at most ${DEEPEST_MESSAGES} deep inside each other`);
  }
  const pieces: Chunk[] = [];
  let byteLength = 0;
  for (const field of knownFields(bytes, shape)) {
    for (const part of cleanField(field, shape, depth)) {
      byteLength += part.byteLength;
      for (const chunk of part.chunks) addPiece(pieces, chunk);
    }
  }
  return { chunks: pieces, byteLength };
}

/** What lies one behind the other stays one piece: a list may have a field for each of a million numbers. */
function addPiece(pieces: Chunk[], piece: Chunk): void {
  const last = pieces.at(-1);
  const isNext =
    last instanceof Uint8Array &&
    piece instanceof Uint8Array &&
    last.buffer === piece.buffer &&
    last.byteOffset + last.length === piece.byteOffset;
  if (!isNext) pieces.push(piece);
  else pieces[pieces.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + piece.length);
}

/** One of the fields of `knownFields`; none where it is not kept. */
export function cleanField(field: Field, shape: MessageShape, depth = 0): Message[] {
  const { holds, isKept } = shape.fields.get(field.number) ?? { holds: 'bytes', isKept: false };
  if (!isKept) return [];
  if (typeof holds !== 'function' || field.kind !== 'bytes') return [wholeFields([field.whole])];
  const inner = cleanMessage(field.bytes, holds(), depth + 1);
  const isWhole = inner.byteLength === field.bytes.length;
  return [isWhole ? wholeFields([field.whole]) : messageField(field.number, inner)];
}
