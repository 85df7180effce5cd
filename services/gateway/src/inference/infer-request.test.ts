import { toRawContent } from '@slc/rpc';
import { describe, expect, it } from 'vitest';
import { bareRequest, readInferRequest, readJsonLength } from './infer-request.js';

const model = { name: 'a-model', version: '' };
const image = { name: 'image', datatype: 'BYTES', shape: [1] };
const pixels = { name: 'pixels', datatype: 'UINT8', shape: [1, 1, 2, 3] };
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** As clients write it: the JSON, and then what is binary. */
const limits = { tensorBytes: 100, textBytes: 1_000 };

function read(json: object, ...binary: readonly Buffer[]) {
  const head = Buffer.from(JSON.stringify(json));
  const jsonLength = binary.length === 0 ? undefined : head.length;
  return readInferRequest({ body: Buffer.concat([head, ...binary]), jsonLength, model, limits });
}

const packed = (...texts: readonly string[]) =>
  toRawContent({ ...image, datatype: 'BYTES', data: texts.map((text) => Buffer.from(text)) });

const binary = (bytes: Buffer) => ({ parameters: { binary_data_size: bytes.length } });

describe('a request', () => {
  it('has everything that the worker is asked, and nothing that only says how tensors stand in HTTP', () => {
    const { asked } = readInferRequest({
      body: Buffer.from(
        JSON.stringify({
          id: 'é',
          parameters: { timeout: 5_000_000, binary_data_output: true, flag: false, text: 'x', part: 0.5 },
          inputs: [{ ...image, parameters: { content_type: 'base64' }, data: [base64('one')] }],
          outputs: [{ name: 'class', parameters: { classification: 3, binary_data: false } }],
        }),
      ),
      jsonLength: undefined,
      model: { name: 'a-model', version: '1' },
      limits,
    });
    expect(asked).toEqual({
      modelName: 'a-model',
      modelVersion: '1',
      id: 'é',
      parameters: new Map(Object.entries({ timeout: 5_000_000, flag: false, text: 'x', part: 0.5 })),
      inputs: [{ ...image, data: [Buffer.from('one')] }],
      outputs: [{ name: 'class', parameters: new Map([['classification', 3]]) }],
    });
  });

  it('has binary tensors in the order of its inputs, beside those that the JSON has', () => {
    const first = packed('one', '');
    const last = Buffer.from([1, 2, 3, 4, 5, 255]);
    const inputs = [
      { ...image, shape: [2, 1], ...binary(first) },
      { ...image, name: 'between', data: [base64('two')] },
      { ...pixels, ...binary(last) },
    ];
    expect(read({ inputs }, first, last).asked.inputs).toMatchObject([
      { data: [Buffer.from('one'), Buffer.alloc(0)] },
      { data: [Buffer.from('two')] },
      { data: last },
    ]);
  });

  it.each([
    ['in one list', [1, 2, 3, 4, 5, 255]],
    [
      'in lists within each other',
      [
        [
          [
            [1, 2, 3],
            [4, 5, 255],
          ],
        ],
      ],
    ],
  ])('has pixels as numbers, %s', (_, data) => {
    expect(read({ inputs: [{ ...pixels, data }] }).asked.inputs).toEqual([
      { ...pixels, data: Uint8Array.of(1, 2, 3, 4, 5, 255) },
    ]);
  });

  it.each([
    [{}, {}, false],
    [{ binary_data_output: true }, {}, true],
    [{ binary_data_output: true }, { binary_data: false }, false],
    [{}, { binary_data: true }, true],
    [{ binary_data_output: 'yes' }, {}, false],
  ])('that says %j, and of an output %j, gets it in binary form: %s', (parameters, ofOutput, expected) => {
    const inputs = [{ ...image, data: [base64('one')] }];
    const outputs = [{ name: 'class', parameters: ofOutput }];
    expect(read({ inputs, parameters, outputs }).isBinary('class')).toBe(expected);
  });

  it.each([
    ['in JSON', { data: [1] }, []],
    ['in binary form', { parameters: { binary_data_size: 4 } }, [Buffer.alloc(4)]],
  ])('may have floats %s, which the worker refuses: it knows the model', (_, data, rest) => {
    const floats = { name: 'image', datatype: 'FP32', shape: [1] };
    const expected = { name: 'image', datatype: 'other', named: 'FP32', shape: [1] };
    expect(read({ inputs: [{ ...floats, ...data }] }, ...rest).asked.inputs).toEqual([expected]);
  });

  it('may have null where a field is optional', () => {
    const inputs = [{ ...image, parameters: null, data: [base64('one')] }];
    expect(read({ id: null, parameters: null, inputs, outputs: null }).asked).toMatchObject({ id: '' });
  });
});

describe('a request is refused', () => {
  const one = packed('one');
  it.each<[what: string, json: object, rest: Buffer[], message: RegExp]>([
    ['that is a list', [], [], /^body: .*object/],
    ['without inputs', {}, [], /^inputs: /],
    ['with no input', { inputs: [] }, [], /^inputs: /],
    [
      'with a shape of text',
      { inputs: [{ ...image, shape: ['1'], data: [] }] },
      [],
      /^inputs\[0\]\.shape\[0\]/,
    ],
    [
      'with a negative size',
      { inputs: [{ ...image, shape: [-1], data: [] }] },
      [],
      /^inputs\[0\]\.shape\[0\]/,
    ],
    ['with parameters within each other', { inputs: [], parameters: { a: {} } }, [], /^parameters/],
    ['with a name of any length', { inputs: [{ ...image, name: 'x'.repeat(300), data: [] }] }, [], /name/],
    ['with neither data nor bytes', { inputs: [image] }, [], /"image": expected either data .* got neither/],
    ['with both', { inputs: [{ ...image, ...binary(one), data: [] }] }, [one], /got both/],
    [
      'with text that is not base64',
      { inputs: [{ ...image, data: ['not base64!'] }] },
      [],
      /in base64, padded/,
    ],
    ['with base64 in lines', { inputs: [{ ...image, data: ['aaaa\naaa'] }] }, [], /without line breaks/],
    ['with numbers for an image', { inputs: [{ ...image, data: [255, 216] }] }, [], /texts in base64/],
    ['with 256', { inputs: [{ ...pixels, data: [256] }] }, [], /whole numbers from 0 to 255/],
    ['with a text for data', { inputs: [{ ...image, data: 'AAAA' }] }, [], /data as a list, got a text/],
    ['with a half', { inputs: [{ ...pixels, data: [0.5] }] }, [], /whole numbers/],
    ['with text for pixels', { inputs: [{ ...pixels, data: ['1'] }] }, [], /whole numbers/],
    [
      'with more bytes announced than sent',
      { inputs: [{ ...image, ...binary(packed('longer')) }] },
      [one],
      /at most 7 bytes/,
    ],
    ['with bytes announced and none sent', { inputs: [{ ...image, ...binary(one) }] }, [], /at most 0 bytes/],
    [
      'with a negative number of bytes',
      { inputs: [{ ...image, parameters: { binary_data_size: -1 } }] },
      [one],
      /binary_data_size/,
    ],
    [
      'with bytes that no input has',
      { inputs: [{ ...image, ...binary(one) }] },
      [one, one],
      /expected 7 bytes .* got 14/,
    ],
    [
      'with two inputs and the bytes of one',
      {
        inputs: [
          { ...image, ...binary(one) },
          { ...pixels, ...binary(one) },
        ],
      },
      [one],
      /"pixels": .*at most 0 bytes/,
    ],
    [
      'with two elements declared and one sent',
      { inputs: [{ ...image, shape: [2], ...binary(one) }] },
      [one],
      /2 elements/,
    ],
    [
      'with a length of 4 GB',
      { inputs: [{ ...image, ...binary(one) }] },
      [Buffer.from('ffffffff616263', 'hex')],
      /length of 4294967295/,
    ],
  ])('%s', (_, json, rest, message) => {
    expect(() => read(json, ...rest)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) }),
    );
  });
});

describe('a request is too large', () => {
  const expected = (message: RegExp) =>
    expect.objectContaining({ code: 'image_too_large', message: expect.stringMatching(message) });
  const sixty = { ...pixels, data: Array(60).fill(0) };
  const packedSixty = packed('x'.repeat(60));

  it.each<[what: string, json: object, rest: Buffer[]]>([
    ['of numbers', { inputs: [{ ...pixels, data: Array(101).fill(0) }] }, []],
    ['of texts in base64', { inputs: [{ ...image, data: [base64('x'.repeat(101))] }] }, []],
    ['in binary form', { inputs: [{ ...pixels, ...binary(Buffer.alloc(101)) }] }, [Buffer.alloc(101)]],
    ['of several inputs together', { inputs: [sixty, sixty] }, []],
    [
      'of numbers and bytes together',
      { inputs: [sixty, { ...image, ...binary(packedSixty) }] },
      [packedSixty],
    ],
  ])('with tensors %s that are too large in memory', (_, json, rest) => {
    expect(() => read(json, ...rest)).toThrow(expected(/^tensors: expected at most 100 bytes, got more$/));
  });

  it('with long text that is no tensor: JSON.parse would copy it', () => {
    const json = { inputs: [sixty], id: 'x'.repeat(1_000) };
    expect(() => read(json)).toThrow(
      expected(/^body: expected at most 1000 bytes of JSON beside the numbers/),
    );
  });

  it('by its tensors as they are in memory, and not by the text of their numbers', () => {
    const { asked, bytes } = read({ inputs: [{ ...pixels, data: Array(100).fill(255) }] });
    expect([asked.inputs, bytes]).toEqual([[{ ...pixels, data: new Uint8Array(100).fill(255) }], 100]);
  });
});

describe('the length of the JSON', () => {
  it('is that of the header, or of the whole body', () => {
    expect(['0', '10', undefined].map((header) => readJsonLength(header, 10))).toEqual([0, 10, undefined]);
  });

  it.each(['11', '-1', '1.5', '0x1', 'all', '', ' ', '1, 1', '9'.repeat(400)])('cannot be %j', (header) => {
    expect(() => readJsonLength(header, 10)).toThrow(
      /^Inference-Header-Content-Length: expected a whole number of at most the 10/,
    );
  });
});

describe('a body without JSON', () => {
  const asBytes = { ...image, shape: [-1] };
  const asPixels = { ...pixels, shape: [-1, 1, 2, 3] };
  it('is one image', () => {
    const { asked, isBinary } = bareRequest([asBytes], model, Buffer.from('an image'));
    expect(asked.inputs).toEqual([{ ...image, data: [Buffer.from('an image')] }]);
    expect(isBinary('class')).toBe(false);
  });

  it('is as many pictures as its pixels make', () => {
    const { asked } = bareRequest([asPixels], model, Buffer.alloc(12));
    expect(asked.inputs).toEqual([{ ...pixels, shape: [2, 1, 2, 3], data: Buffer.alloc(12) }]);
  });

  it.each([0, 5, 7])('is no picture of %d bytes', (bytes) => {
    expect(() => bareRequest([asPixels], model, Buffer.alloc(bytes))).toThrow(/a multiple of 6 bytes, got/);
  });
});
