import { describe, expect, it } from 'vitest';
import { editFile } from './edit-file.js';

describe('editFile', () => {
  it('returns the file itself when nothing is changed', () => {
    const file = Uint8Array.of(1, 2, 3);
    expect(editFile(file).finish()).toBe(file);
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
    const editor = editFile(file);
    for (const [start, end] of parts) editor.drop(start, end);
    expect([...editor.finish()]).toEqual(expected);
    expect([...file]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('replaces and inserts parts, and drops others', () => {
    const file = Uint8Array.of(0, 1, 2, 3, 4, 5);
    const editor = editFile(file, 2);
    editor.replace(0, 0, Uint8Array.of(10, 11));
    editor.replace(1, 2, Uint8Array.of(12));
    editor.drop(2, 4);
    editor.replace(5, 6, Uint8Array.of(13));
    expect([...editor.finish()]).toEqual([10, 11, 0, 12, 4, 13]);
    expect([...file]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
