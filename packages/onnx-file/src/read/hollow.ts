import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { invalidFile, unsupportedFile } from '../faults.js';
import { MOST_FIELDS, MOST_FILE_BYTES } from '../limits.js';
import { placeOfValues } from '../write/messages.js';
import { type Chunk, type LazyBytes, type Message, message, messageField } from '../write/protobuf.js';
import { OWN_FILE } from './tensor.js';
import { type FieldHead, readHead, VarintReader } from './wire.js';

/** Weights of fewer bytes stay: shapes and places are read of them, again and again. */
const LEAST_BYTES = 16_384;

/**
 * Reads an ONNX file without its large weights, in whose place stands where in the file they are (`OWN_FILE`): they are read when
 * they are written, as those are that lie in a file of their own. No more of the file is in memory at any time than what is returned.
 *
 * @throws SlcError `invalid_model` where it is no protobuf message; `unsupported_model` where it has too many fields; the file system's
 *   own error where it cannot be read
 */
export function readHollow(path: string): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const file = new FileOfFields(descriptor);
    const { size } = fstatSync(descriptor);
    if (size >= MOST_FILE_BYTES) {
      throw unsupportedFile(`expected a file of at most ${MOST_FILE_BYTES} bytes, it has ${size}`);
    }
    const model = { start: 0, end: size };
    const { chunks, byteLength } = replaced(file, model, (field) => {
      if (field.number !== GRAPH) return null;
      return replaced(file, field, (part) => (part.number === INITIALIZER ? hollowTensor(file, part) : null));
    });
    const bytes = new Uint8Array(byteLength);
    let at = 0;
    for (const chunk of chunks) {
      const target = bytes.subarray(at, at + chunk.byteLength);
      if (chunk instanceof FilePart) chunk.readInto(target);
      else target.set(bytesOfChunk(chunk));
      at += chunk.byteLength;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Of ModelProto, GraphProto and TensorProto. */
const [GRAPH, INITIALIZER, RAW_DATA, DATA_LOCATION] = [7, 5, 9, 14];

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A field, whose bytes are from `start` to `end`. */
interface PlacedField extends Range, Pick<FieldHead, 'number' | 'kind'> {
  /** Where its tag begins. */
  readonly tagAt: number;
}

/** A message of the file's own fields. @param replace gives another message in place of one; null for the field as it is */
function replaced(
  file: FileOfFields,
  range: Range,
  replace: (field: PlacedField) => Message | null,
): Message {
  return message(
    ...[...file.fields(range)].map((field) => {
      const other = field.kind === 'bytes' ? replace(field) : null;
      return other ? messageField(field.number, other) : file.part(field);
    }),
  );
}

/** @returns null for a tensor that stays as it is */
function hollowTensor(file: FileOfFields, tensor: PlacedField): Message | null {
  if (tensor.end - tensor.start < LEAST_BYTES) return null;
  const fields = [...file.fields(tensor)];
  const [raw, ...others] = fields.filter(({ number }) => number === RAW_DATA || number === DATA_LOCATION);
  // What says twice where its values are is for the reader of tensors to judge.
  if (raw?.number !== RAW_DATA || raw.kind !== 'bytes' || others.length > 0) return null;
  const length = raw.end - raw.start;
  if (length < LEAST_BYTES) return null;
  return message(
    ...fields.filter((field) => field !== raw).map((field) => file.part(field)),
    placeOfValues({ location: OWN_FILE, offset: raw.start, length }),
  );
}

function bytesOfChunk(chunk: Chunk): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : chunk.bytes();
}

/** Tag and length of a field take no more: two numbers of ten bytes. */
const LONGEST_HEAD = 20;

const WINDOW_BYTES = 65_536;

class FileOfFields {
  readonly #descriptor: number;
  #windowAt = 0;
  #window: Uint8Array = new Uint8Array(0);
  #fields = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  *fields({ start, end }: Range): Generator<PlacedField, void, undefined> {
    for (let at = start; at < end; ) {
      this.#fields += 1;
      if (this.#fields > MOST_FIELDS) {
        throw unsupportedFile(`expected a network of at most ${MOST_FIELDS} parts, it has more`);
      }
      const reader = new VarintReader(this.#bytesAt(at, end));
      const { number, kind, length } = readHead(reader, end - at);
      const bytesAt = at + reader.at;
      yield { number, kind, tagAt: at, start: bytesAt, end: bytesAt + length };
      at = bytesAt + length;
    }
  }

  /** A field as the file has it. */
  part({ tagAt, end }: PlacedField): Message {
    const part = new FilePart(this.#descriptor, { start: tagAt, end });
    return { chunks: [part], byteLength: part.byteLength };
  }

  /** Enough of them for what stands before a field's bytes. */
  #bytesAt(at: number, end: number): Uint8Array {
    const needed = Math.min(end, at + LONGEST_HEAD);
    if (at < this.#windowAt || needed > this.#windowAt + this.#window.length) {
      const window = new Uint8Array(WINDOW_BYTES);
      const read = readSync(this.#descriptor, window, 0, WINDOW_BYTES, at);
      [this.#windowAt, this.#window] = [at, window.subarray(0, read)];
    }
    return this.#window.subarray(at - this.#windowAt, needed - this.#windowAt);
  }
}

/** Bytes that stay in the file until they are asked for. */
class FilePart implements LazyBytes {
  readonly byteLength: number;
  readonly #descriptor: number;
  readonly #start: number;

  constructor(descriptor: number, { start, end }: Range) {
    this.byteLength = end - start;
    this.#descriptor = descriptor;
    this.#start = start;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.byteLength);
    this.readInto(bytes);
    return bytes;
  }

  readInto(target: Uint8Array): void {
    for (let done = 0; done < target.length; ) {
      const read = readSync(this.#descriptor, target, done, target.length - done, this.#start + done);
      if (read === 0) throw invalidFile('expected a whole ONNX file, it became shorter');
      done += read;
    }
  }
}
