import { describe, expect, it } from 'vitest';
import type { Pixels } from './pixels.js';
import { makeViews } from './views.js';

/** Pixel n is (n, n + 100, n + 200). */
function numbered(width: number, height: number): Pixels {
  const data = Array.from({ length: width * height }, (_, i) => [i + 1, i + 101, i + 201]);
  return { width, height, data: Uint8Array.from(data.flat()) };
}

/** The pixels' numbers, row by row. */
function numbersOf(view: Uint8Array): string {
  const pixels = Array.from({ length: view.length / 3 }, (_, i) => [...view.subarray(3 * i, 3 * i + 3)]);
  for (const [first = 0, ...others] of pixels) expect(others).toEqual([first + 100, first + 200]);
  return pixels.map(([first]) => first).join(' ');
}

// `numpy.rot90(picture, k)` and `numpy.rot90(numpy.fliplr(picture), k)` of numpy 1.26, k = 0 to 3.
const TURNED = ['1 2 3 4 5 6 7 8 9', '3 6 9 2 5 8 1 4 7', '9 8 7 6 5 4 3 2 1', '7 4 1 8 5 2 9 6 3'];
const MIRRORED = ['3 2 1 6 5 4 9 8 7', '1 4 7 2 5 8 3 6 9', '7 8 9 4 5 6 1 2 3', '9 6 3 8 5 2 7 4 1'];

describe('the views of a picture', () => {
  it.each([
    [1, TURNED.slice(0, 1)],
    [2, [TURNED[0], MIRRORED[0]]],
    [4, TURNED],
    [8, [...TURNED, ...MIRRORED]],
  ] as const)('are, for %i, what numpy makes', (count, expected) => {
    expect(makeViews(numbered(3, 3), count).map(numbersOf)).toEqual(expected);
  });

  it('may be its mirror image where it is no square', () => {
    expect(makeViews(numbered(3, 2), 2).map(numbersOf)).toEqual(['1 2 3 4 5 6', '3 2 1 6 5 4']);
  });

  it('begin with the picture itself, which is not copied', () => {
    const picture = numbered(3, 3);
    expect(makeViews(picture, 4)[0]).toBe(picture.data);
  });
});
