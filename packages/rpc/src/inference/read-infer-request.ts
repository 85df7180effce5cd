import type protobuf from 'protobufjs';
import { invalidRequest, quoteName } from './invalid-request.js';
import { expectFewElements, readRawBytes } from './raw-contents.js';
import { expectElements, type InferRequest, type InputTensor, type RequestedOutput } from './tensors.js';
import {
  fixed64,
  lengthDelimited,
  readBytes,
  readFields,
  readInteger,
  readPacked,
  readText,
  varint,
} from './wire-fields.js';

/** A request, and in which of the protocol's two forms its tensors came: the answer has the same. */
export interface ReceivedInferRequest extends InferRequest {
  /** As bare bytes, and not as lists of numbers or strings. */
  readonly isRaw: boolean;
}

/** Against messages of millions of parts of two bytes, each of which would become an object of hundreds. */
const MOST_PARTS = { inputs: 16, outputs: 64, rawContents: 16, parameters: 64, dimensions: 64 };

/**
 * Reads the bytes of a `ModelInferRequest`. It reads them itself, since protobufjs makes an array of numbers of a picture
 * that is sent as `uint_contents`, and then a copy of that: eighty bytes for each of the message's.
 *
 * @returns its tensors' data are views of `bytes` where they can be
 * @throws SlcError `invalid_request`
 * @throws Error when the bytes are no message
 */
export function readInferRequest(bytes: Buffer): ReceivedInferRequest {
  let modelName = '';
  let modelVersion = '';
  let id = '';
  const parameters: Parameters = new Map();
  const sent: SentTensor[] = [];
  const outputs: RequestedOutput[] = [];
  const rawContents: Buffer[] = [];
  readFields(bytes, {
    [lengthDelimited(1)]: (reader) => {
      modelName = readText(reader);
    },
    [lengthDelimited(2)]: (reader) => {
      modelVersion = readText(reader);
    },
    [lengthDelimited(3)]: (reader) => {
      id = readText(reader);
    },
    [lengthDelimited(4)]: (reader) => readParameter(reader, parameters),
    [lengthDelimited(5)]: (reader) => addTo(sent, 'inputs', readSentTensor(readBytes(reader))),
    [lengthDelimited(6)]: (reader) => addTo(outputs, 'outputs', readRequestedOutput(readBytes(reader))),
    [lengthDelimited(7)]: (reader) => addTo(rawContents, 'rawContents', readBytes(reader)),
  });
  const isRaw = rawContents.length > 0;
  if (isRaw) expectOneForm(sent, rawContents);
  const inputs = sent.map((each, index) => toTensor(each, rawContents[index]));
  return { modelName, modelVersion, id, parameters, inputs, outputs, isRaw };
}

/** An input as it came, its content still unread: the message may name the datatype after it. */
interface SentTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** An `InferTensorContents`. Empty where the content is raw. */
  readonly contents: Buffer;
}

type Parameters = Map<string, string | number | boolean>;

function addTo<T>(list: T[], what: keyof typeof MOST_PARTS, part: T): void {
  if (list.length === MOST_PARTS[what]) throw invalidRequest(what, `at most ${MOST_PARTS[what]}`, 'more');
  list.push(part);
}

function readSentTensor(bytes: Buffer): SentTensor {
  let name = '';
  let datatype = '';
  let contents: Buffer = Buffer.alloc(0);
  const shape: number[] = [];
  const readSize = (reader: protobuf.Reader) => addTo(shape, 'dimensions', readInteger(reader));
  readFields(bytes, {
    [lengthDelimited(1)]: (reader) => {
      name = readText(reader);
    },
    [lengthDelimited(2)]: (reader) => {
      datatype = readText(reader);
    },
    [varint(3)]: readSize,
    [lengthDelimited(3)]: (reader) => readPacked(reader, readSize),
    [lengthDelimited(5)]: (reader) => {
      if (contents.length > 0) throw invalidRequest(`input ${quoteName(name)}`, 'one contents', 'several');
      contents = readBytes(reader);
    },
  });
  return { name, datatype, shape, contents };
}

function readRequestedOutput(bytes: Buffer): RequestedOutput {
  let name = '';
  const parameters: Parameters = new Map();
  readFields(bytes, {
    [lengthDelimited(1)]: (reader) => {
      name = readText(reader);
    },
    [lengthDelimited(2)]: (reader) => readParameter(reader, parameters),
  });
  return { name, parameters };
}

/** One entry of a map from names to `InferParameter`. */
function readParameter(reader: protobuf.Reader, parameters: Parameters): void {
  let name = '';
  let value: string | number | boolean | undefined;
  const take = (read: (reader: protobuf.Reader) => typeof value) => (within: protobuf.Reader) => {
    value = read(within);
  };
  readFields(readBytes(reader), {
    [lengthDelimited(1)]: (within) => {
      name = readText(within);
    },
    [lengthDelimited(2)]: (within) =>
      readFields(readBytes(within), {
        [varint(1)]: take((choice) => choice.bool()),
        [varint(2)]: take(readInteger),
        [lengthDelimited(3)]: take(readText),
        [fixed64(4)]: take((choice) => choice.double()),
        [varint(5)]: take((choice) => Number(choice.uint64())),
      }),
  });
  if (value === undefined) return;
  parameters.set(name, value);
  if (parameters.size > MOST_PARTS.parameters) {
    throw invalidRequest('parameters', `at most ${MOST_PARTS.parameters}`, 'more');
  }
}

function expectOneForm(sent: readonly SentTensor[], rawContents: readonly Buffer[]): void {
  const typed = sent.find(({ contents }) => contents.length > 0);
  if (typed) {
    throw invalidRequest(`input ${quoteName(typed.name)}`, 'contents or raw_input_contents', 'both');
  }
  if (rawContents.length !== sent.length) {
    throw invalidRequest(
      'raw_input_contents',
      `one for each of ${sent.length} inputs`,
      `${rawContents.length}`,
    );
  }
}

/** @param raw undefined where its content is typed */
function toTensor({ name, datatype, shape, contents }: SentTensor, raw: Buffer | undefined): InputTensor {
  const where = `input ${quoteName(name)}`;
  switch (datatype) {
    case 'BYTES': {
      const data = raw ? readRawBytes(raw, shape, where) : readBytesContents(contents, where);
      const tensor = { name, datatype, shape, data } as const;
      expectElements(data.length, tensor, where);
      return tensor;
    }
    case 'UINT8': {
      const tensor = { name, datatype, shape, data: raw ?? readUintContents(contents, where) } as const;
      expectElements(tensor.data.length, tensor, where);
      return tensor;
    }
    default:
      return { name, datatype: 'other', named: datatype, shape };
  }
}

/** The fields of `InferTensorContents`. */
const CONTENTS_FIELDS = [
  'bool_contents',
  'int_contents',
  'int64_contents',
  'uint_contents',
  'uint64_contents',
  'fp32_contents',
  'fp64_contents',
  'bytes_contents',
] as const;

type ContentsField = (typeof CONTENTS_FIELDS)[number];

const fieldNumber = (field: ContentsField): number => CONTENTS_FIELDS.indexOf(field) + 1;

/** Reads that field alone; any other would be data of another type. */
function readContents(contents: Buffer, { where, field, ...readers }: FieldOfContents): void {
  const refused = CONTENTS_FIELDS.filter((each) => each !== field).flatMap((each) => {
    const refuse = () => {
      throw invalidRequest(where, field, each);
    };
    const number = fieldNumber(each);
    return [varint, fixed64, lengthDelimited].map((tag) => [tag(number), refuse] as const);
  });
  const number = fieldNumber(field);
  const all = {
    ...Object.fromEntries(refused),
    [lengthDelimited(number)]: readers.together,
    ...(readers.alone && { [varint(number)]: readers.alone }),
  };
  // Each may be one number, and their readers bound what they keep.
  readFields(contents, all, Number.POSITIVE_INFINITY);
}

interface FieldOfContents {
  readonly where: string;
  readonly field: ContentsField;
  /** Reads one element, or numbers that were written together. */
  readonly together: (reader: protobuf.Reader) => void;
  /** Reads a number that was written alone. */
  readonly alone?: (reader: protobuf.Reader) => void;
}

function readBytesContents(contents: Buffer, where: string): readonly Buffer[] {
  const elements: Buffer[] = [];
  const together = (reader: protobuf.Reader) => {
    elements.push(readBytes(reader));
    expectFewElements(elements.length, where);
  };
  readContents(contents, { where, field: 'bytes_contents', together });
  return elements;
}

function readUintContents(contents: Buffer, where: string): Uint8Array {
  // Each number takes one byte of the message at least.
  const values = new Uint8Array(contents.length);
  let count = 0;
  const alone = (reader: protobuf.Reader) => {
    const value = reader.uint32();
    if (value > 255) throw invalidRequest(`${where}, element ${count}`, 'a number of 0 to 255', `${value}`);
    values[count++] = value;
  };
  const together = (reader: protobuf.Reader) => readPacked(reader, alone);
  readContents(contents, { where, field: 'uint_contents', together, alone });
  return values.subarray(0, count);
}
