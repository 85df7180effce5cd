import { describe, expect, it } from 'vitest';
import { readNumberLists } from './number-lists.js';

const read = (text: string) => readNumberLists(Buffer.from(text), 0, 100_000);

describe('lists of numbers', () => {
  it.each(['[0]', '[ 1,\t20\n, 255\r ]', '[[1, 2], [3]]', '[]', '[[], [[]]]', '[[[[[[[[7]]]]]]]]'])(
    'are what JSON.parse gives: %s',
    (text) => {
      expect(read(`${text} and more`)).toEqual({
        numbers: Uint8Array.from(JSON.parse(text).flat(Number.POSITIVE_INFINITY)),
        end: text.length,
      });
    },
  );

  it('may be longer than can be known before', () => {
    const numbers = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256);
    expect(read(`[${numbers.join()}]`)?.numbers).toEqual(numbers);
  });
});

it('a list of more numbers than are taken is refused, and not read to its end', () => {
  const list = Buffer.from('[[1, 2], [3, 4]]');
  expect(readNumberLists(list, 0, 4)?.numbers).toHaveLength(4);
  expect(() => readNumberLists(list, 0, 3)).toThrow(/^tensors: expected at most 3 bytes, got more$/);
});

describe('another list is left to JSON.parse', () => {
  it.each([
    ...['[256]', '[99999999999999999999]', '[-1]', '[1.0]', '[1e2]', '["1"]', '[true]', '[null]', '[{}]'],
    // None of these is JSON.
    ...['[', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '[01]', '[[1]', '[1][', '[[1] 2]', '[[1][2]]', '1]', ''],
    // A tensor has no more dimensions.
    '[[[[[[[[[7]]]]]]]]]',
  ])('%s', (text) => {
    expect(read(text)?.end).not.toBe(text.length);
  });
});
