import { SlcError } from '@slc/domain';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from '../codec.js';
import type { ModelInferRequest } from '../generated/inference/ModelInferRequest.js';
import { INFERENCE } from '../service-definition.js';
import { toInferRequestMessage } from './infer-messages.js';
import { readInferRequest } from './read-infer-request.js';

const method = { ...INFERENCE.ModelInfer, requestDeserialize: readInferRequest };
const read = (message: ModelInferRequest) =>
  decodeRequest(method, INFERENCE.ModelInfer.requestSerialize(message));

const image = { name: 'image', datatype: 'BYTES', shape: [2] };
const pixels = { name: 'pixels', datatype: 'UINT8', shape: [1, 2, 2, 1] };
const lengths = (...each: number[]) => each.map((length) => Buffer.from(new Uint32Array([length]).buffer));
const raw = Buffer.concat([...lengths(3), Buffer.from('abc'), ...lengths(1), Buffer.from('d')]);

describe('a request', () => {
  const asked: ModelInferRequest = {
    modelName: 'a-model',
    modelVersion: '1',
    id: 'é',
    parameters: {
      timeout: { int64Param: 5_000_000 },
      flag: { boolParam: false },
      text: { stringParam: 'x' },
      part: { doubleParam: 0.5 },
      many: { uint64Param: 7 },
      nothing: {},
    },
    outputs: [{ name: 'class', parameters: { classification: { int64Param: -3 } } }, { name: 'logits' }],
  };
  const expected = {
    modelName: 'a-model',
    modelVersion: '1',
    id: 'é',
    parameters: new Map<string, unknown>([
      ['timeout', 5_000_000],
      ['flag', false],
      ['text', 'x'],
      ['part', 0.5],
      ['many', 7],
    ]),
    outputs: [
      { name: 'class', parameters: new Map([['classification', -3]]) },
      { name: 'logits', parameters: new Map() },
    ],
  };

  it('is read with its tensors as bare bytes', () => {
    const inputs = [image, pixels];
    const got = read({ ...asked, inputs, rawInputContents: [raw, Buffer.from([0, 1, 128, 255])] });
    expect(got).toEqual({
      ...expected,
      isRaw: true,
      inputs: [
        { ...image, data: [Buffer.from('abc'), Buffer.from('d')] },
        { ...pixels, data: Buffer.from([0, 1, 128, 255]) },
      ],
    });
  });

  it('is read with its tensors as lists', () => {
    const bytesContents = [Buffer.from('abc'), Buffer.from('d')];
    const uintContents = [0, 1, 128, 255];
    const inputs = [
      { ...image, contents: { bytesContents } },
      { ...pixels, contents: { uintContents } },
    ];
    expect(read({ ...asked, inputs })).toEqual({
      ...expected,
      isRaw: false,
      inputs: [
        { ...image, data: bytesContents },
        { ...pixels, data: Uint8Array.from(uintContents) },
      ],
    });
  });

  it('is read as the client writes it', () => {
    const { nothing: _, ...parameters } = asked.parameters ?? {};
    const got = read({ ...asked, parameters, inputs: [image], rawInputContents: [raw] });
    expect(read(toInferRequestMessage(got))).toEqual({
      ...got,
      // A number that is not whole goes as a string.
      parameters: new Map([...got.parameters, ['part', '0.5']]),
    });
  });

  it('is one image where the shape has no dimensions', () => {
    const contents = { bytesContents: [Buffer.from('abc')] };
    const { inputs } = read({ inputs: [{ ...image, shape: [], contents }] });
    expect(inputs).toEqual([{ ...image, shape: [], data: [Buffer.from('abc')] }]);
  });

  it('may have numbers that are written one by one, and fields of a later version', () => {
    const writer = protobuf.Writer.create();
    writer.uint32(42).fork().uint32(10).string('pixels').uint32(18).string('UINT8');
    writer.uint32(24).int64(2).uint32(24).int64(1);
    writer.uint32(42).fork().uint32(32).uint32(7).uint32(32).uint32(200).ldelim().ldelim();
    const bytes = writer.uint32(802).string('of a later version').finish();
    const { inputs } = readInferRequest(Buffer.from(bytes));
    expect(inputs).toEqual([
      { name: 'pixels', datatype: 'UINT8', shape: [2, 1], data: Uint8Array.of(7, 200) },
    ]);
  });
});

it.each(['FP32', ''])(
  'an input of datatype "%s" is left for the model to refuse, its content unread',
  (datatype) => {
    const expected = [{ name: 'image', datatype: 'other', named: datatype, shape: [2] }];
    expect(read({ inputs: [{ ...image, datatype }], rawInputContents: [raw] }).inputs).toEqual(expected);
    const message = toInferRequestMessage(read({ inputs: [{ ...image, datatype }] }));
    expect(read(message).inputs).toEqual(expected);
  },
);

/** A message of one input of raw content. */
const rawImage = (content: Uint8Array, shape: number[] = [2]): ModelInferRequest => ({
  inputs: [{ ...image, shape }],
  rawInputContents: [content],
});

const bytesContents = [Buffer.from('a'), Buffer.from('b')];
const uints = (...uintContents: number[]) => ({ ...pixels, contents: { uintContents } });

describe.each<[what: string, message: ModelInferRequest, expected: RegExp]>([
  [
    'both raw and typed content',
    { inputs: [{ ...image, contents: { bytesContents } }], rawInputContents: [raw] },
    /input "image": expected contents or raw_input_contents, got both/,
  ],
  [
    'fewer raw contents than inputs',
    { inputs: [image, pixels], rawInputContents: [raw] },
    /raw_input_contents: expected one for each of 2 inputs, got 1/,
  ],
  ['two elements declared and one sent, raw', rawImage(raw.subarray(0, 7)), /2 elements.*got 1$/],
  [
    'two elements declared and one sent, typed',
    { inputs: [{ ...image, contents: { bytesContents: [Buffer.from('a')] } }] },
    /expected 2 elements by its shape \[2\], got 1/,
  ],
  ['more elements than declared', rawImage(raw, [1]), /expected 1 elements.*got 5 bytes more/],
  [
    'a length prefix that is cut',
    rawImage(raw.subarray(0, 9)),
    /2 elements, each after its length in 4 bytes, got 1/,
  ],
  [
    'an element that is cut',
    rawImage(raw.subarray(0, -1)),
    /element 1: expected at most 0 bytes, got a length of 1/,
  ],
  [
    'a length of four gigabytes',
    rawImage(Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.alloc(9)]), [1]),
    /element 0: expected at most 9 bytes, got a length of 4294967295/,
  ],
  [
    'an image without its length',
    rawImage(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), [1]),
    /got a length of/,
  ],
  ['a dimension below 0', rawImage(raw, [-1]), /dimensions of 0 or more, got -1 in \[-1\]/],
  [
    'dimensions whose product is beyond all numbers',
    rawImage(raw, [2 ** 52, 2 ** 52]),
    /expected at most 10000 elements/,
  ],
  ['more dimensions than an image has', rawImage(raw, Array(9).fill(1)), /at most 8 dimensions, got 9/],
  [
    'a pixel above 255',
    { inputs: [uints(1, 2, 3, 256)] },
    /element 3: expected a number of 0 to 255, got 256/,
  ],
  [
    'contents of another type',
    { inputs: [{ ...pixels, contents: { intContents: [1, 2, 3, 4] } }] },
    /input "pixels": expected uint_contents, got int_contents/,
  ],
  [
    'more tensors than a model has',
    { inputs: Array(17).fill(pixels) },
    /inputs: expected at most 16, got more/,
  ],
  [
    'more outputs than a model has',
    { outputs: Array(65).fill({ name: 'x' }) },
    /outputs: expected at most 64/,
  ],
  [
    'more parameters than anybody sends',
    { parameters: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`${i}`, { boolParam: true }])) },
    /parameters: expected at most 64/,
  ],
])('%s', (_, message, expected) => {
  it('is refused, and the message says what was expected', () => {
    expect(() => read(message)).toThrow(SlcError);
    expect(() => read(message)).toThrow(expected);
  });
});

describe('hostile bytes', () => {
  const expected = { code: 'invalid_request', message: expect.any(String) };
  const refusal = (bytes: Buffer): unknown => {
    try {
      return decodeRequest(method, bytes);
    } catch (error) {
      return error;
    }
  };

  it.each<[what: string, bytes: Buffer]>([
    ['a tensor of two bytes each', Buffer.alloc(2_000_000, Buffer.from([0x2a, 0]))],
    ['a raw content of two bytes each', Buffer.alloc(2_000_000, Buffer.from([0x3a, 0]))],
    ['the start of a group each', Buffer.alloc(2_000_000, 0x0b)],
    ['half a number', Buffer.from([0x2a, 0xff])],
    ['a field that is longer than the message', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ])('that are %s are refused', (_, bytes) => {
    expect(refusal(bytes)).toMatchObject(expected);
  });

  it.each<[what: string, field: Buffer]>([
    ['the same parameter', Buffer.from([0x22, 0x07, 0x0a, 0x01, 0x61, 0x12, 0x02, 0x08, 0x01])],
    ['the name', Buffer.from([0x0a, 0])],
    ['a field that nobody knows', Buffer.from([0x98, 0x06, 0x01])],
  ])('that are %s again and again are refused', (_, field) => {
    const bytes = Buffer.alloc(1_001 * field.length, field);
    expect(refusal(bytes)).toMatchObject({ ...expected, message: expect.stringContaining('1000 fields') });
  });

  it('that are empty elements without end are refused', () => {
    const elements = Array<Buffer>(10_001).fill(Buffer.alloc(0));
    const typed = { inputs: [{ ...image, contents: { bytesContents: elements } }] };
    expect(() => read(typed)).toThrow(/at most 10000 elements/);
    expect(() => read(rawImage(Buffer.alloc(40_004), [10_001]))).toThrow(/at most 10000 elements/);
  });

  it('cut anywhere are refused or read, and never anything else', () => {
    const bytes = INFERENCE.ModelInfer.requestSerialize({
      modelName: 'a-model',
      parameters: { timeout: { int64Param: 5 } },
      inputs: [image, pixels],
      outputs: [{ name: 'class', parameters: { classification: { int64Param: 3 } } }],
      rawInputContents: [raw, Buffer.alloc(4)],
    });
    for (let end = 0; end < bytes.length; end++) {
      const got = refusal(bytes.subarray(0, end));
      if (got instanceof Error) expect(got).toMatchObject(expected);
    }
  });
});
