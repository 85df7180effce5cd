import { describe, expect, it } from 'vitest';
import { parseBoundedJson } from './bounded-json.js';

const parse = (text: string) => parseBoundedJson(Buffer.from(text));

describe('JSON within its bounds', () => {
  it.each([
    '{"a": [1, -2.5e3, true, null, "b"], "c": {}}',
    // Brackets, colons and quotes within texts open nothing.
    '{"a": "[[[[[[[[[[{{{{{{{{{{ \\" \\\\"}',
    '["\\\\\\\\", "\\\\\\"", ""]',
    `{"data": [${'"x",'.repeat(1_000)}"x"]}`,
  ])('is what JSON.parse gives: %#', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('may be a picture of 384 x 384 pixels, each a list', () => {
    expect(parse(`[${'[1, 2, 3],'.repeat(384 * 384 - 1)}[1, 2, 3]]`)).toHaveLength(384 * 384);
  });
});

describe('refused before it is parsed', () => {
  it.each([
    ['deep lists', '['.repeat(5_000_000), /at most 8 objects and lists within each other/],
    ['deep objects', '{"a":'.repeat(9), /at most 8 objects and lists/],
    ['many lists', `[${'[],'.repeat(300_000)}[]]`, /at most 262144 lists/],
    ['many objects', `[${'{},'.repeat(2_000)}{}]`, /at most 1024 objects and members/],
    ['many members', `{${Array.from({ length: 2_000 }, (_, i) => `"${i}":1`)}}`, /at most 1024 objects/],
    ['many texts', `[${'"",'.repeat(5_000)}""]`, /at most 4096 texts/],
  ])('are %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) }),
    );
  });

  it.each(['', '{', 'x', '{"a": "\\', '"', '{"a": 1}}', '\u0000'])('is what is no JSON: %j', (text) => {
    expect(() => parse(text)).toThrow(/^body: expected a JSON object, got text that is not JSON$/);
  });
});
