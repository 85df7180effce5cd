import { describe, expect, it } from 'vitest';
import { trimFile } from './trim-file.js';

describe('trimFile', () => {
  it('returns the file itself when nothing is dropped', () => {
    const file = Uint8Array.of(1, 2, 3);
    expect(trimFile(file).finish()).toBe(file);
  });

  it.each<[string, [number, number][], number[]]>([
    ['the start', [[0, 2]], [2, 3, 4, 5]],
    ['the end', [[4, 6]], [0, 1, 2, 3]],
    [
      'parts in the middle',
      [
        [1, 2],
        [4, 5],
      ],
      [0, 2, 3, 5],
    ],
    [
      'parts that touch',
      [
        [1, 3],
        [3, 5],
      ],
      [0, 5],
    ],
    ['all', [[0, 6]], []],
    ['more bytes than the file has', [[3, 900]], [0, 1, 2]],
  ])('drops %s', (_name, parts, expected) => {
    const file = Uint8Array.of(0, 1, 2, 3, 4, 5);
    const trimmer = trimFile(file);
    for (const [start, end] of parts) trimmer.drop(start, end);
    expect([...trimmer.finish()]).toEqual(expected);
    expect([...file]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
