import { describe, expect, it } from 'vitest';
import { jsonLimits } from './body-limits.js';
import { parseRequestJson } from './request-json.js';

const parse = (text: string) => parseRequestJson(Buffer.from(text), jsonLimits(10_000_000));

const refusal = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) });

describe('the JSON of a request', () => {
  it.each([
    '{"a": [1, -2.5e3, true, null, "b"], "c": {}}',
    // Brackets, colons and quotes within texts open nothing.
    '{"a": "[[[[[[[[[[{{{{{{{{{{ \\" \\\\"}',
    '["\\\\", "\\\\\\"", ""]',
    // These are no data of an input.
    '{"data": [1, 2], "inputs": [{"shape": [1, 2], "name": "\\"data\\":[1]"}]}',
    '{"inputs": [{"data": ["a", "b"]}, {"data": [0.5]}, {"data": [256]}, {"data": null}]}',
  ])('is what JSON.parse gives: %#', (text) => {
    expect(parse(text)).toEqual({ value: JSON.parse(text), numbers: new Map() });
  });

  it('has the numbers of its tensors apart, each under the text that stands in its place', () => {
    const { value, numbers } = parse(
      '{"inputs": [{"data": [1, 2, 3], "name": "first"}, {"name": "second", "data" : [[4], [255]]}], "id": "x"}',
    );
    const places = [...numbers.keys()];
    expect(value).toEqual({
      inputs: [
        { data: places[0], name: 'first' },
        { name: 'second', data: places[1] },
      ],
      id: 'x',
    });
    expect([...numbers.values()]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 255)]);
  });

  it('may be 32 pictures, pixel by pixel', () => {
    const pixel = '[1, 2, 3],'.repeat(32 * 64 * 64 - 1);
    const [numbers] = parse(`{"inputs": [{"data": [${pixel}[1, 2, 255]]}]}`).numbers.values();
    expect([numbers?.length, numbers?.at(-1)]).toEqual([32 * 64 * 64 * 3, 255]);
  });
});

describe('is refused before it is parsed: JSON of', () => {
  it.each([
    ['deep lists', '['.repeat(5_000_000), /at most 8 objects and lists within each other/],
    ['deep objects', '{"a":'.repeat(9), /at most 8 objects and lists/],
    ['many lists', `[${'[],'.repeat(20_000)}[]]`, /at most 16384 parts/],
    ['many objects', `[${'{},'.repeat(20_000)}{}]`, /at most 16384 parts/],
    ['many members', `{${Array.from({ length: 20_000 }, (_, i) => `"${i}":1`)}}`, /at most 16384 parts/],
    ['many texts', `[${'"",'.repeat(20_000)}""]`, /at most 16384 parts/],
    ['many numbers that are no pixels', `{"inputs":[{"data":[${'-1,'.repeat(20_000)}0]}]}`, /16384 parts/],
  ])('%s', (_, text, message) => {
    expect(() => parse(text)).toThrow(refusal(message));
  });

  it.each(['', '{', 'x', '{"a": "\\', '"', '{"a": 1}}', '\u0000', '{"inputs":[{"data":[1,]}]}'])(
    'no JSON at all: %j',
    (text) => {
      expect(() => parse(text)).toThrow(refusal(/^body: expected a JSON object, got text that is not JSON$/));
    },
  );
});
