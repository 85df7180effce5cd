import { expect, it } from 'vitest';
import { describeMap } from './describe-map.js';

/** A map that is 0 but for these values, by (row, column). */
function mapOf(
  height: number,
  width: number,
  ...values: readonly [row: number, column: number, value: number][]
) {
  const all = new Array<number>(height * width).fill(0);
  for (const [row, column, value] of values) all[row * width + column] = value;
  return { height, width, values: all };
}

it.each([
  [0, 0, 'upper-left'],
  [1, 3, 'upper'],
  [1, 6, 'upper-right'],
  [3, 2, 'centre'],
  [3, 1, 'left'],
  [4, 5, 'right'],
  [6, 0, 'lower-left'],
  [5, 4, 'lower'],
  [6, 6, 'lower-right'],
] as const)(
  'places the strongest of 7 x 7 values in row %i and column %i in the picture’s %s',
  (row, column, region) => {
    expect(describeMap(mapOf(7, 7, [row, column, 1]))).toEqual({ region, share: 1 / 49 });
  },
);

it('counts what is above half of the largest value, and tells a map’s height from its width', () => {
  const map = mapOf(3, 8, [1, 6, 0.8], [1, 7, 1], [0, 0, 0.5], [2, 7, 0.51]);
  expect(describeMap(map)).toEqual({ region: 'right', share: 3 / 24 });
});

it('places the only value of a map in the centre', () => {
  expect(describeMap({ height: 1, width: 1, values: [1] })).toEqual({ region: 'centre', share: 1 });
});

it('has nothing to say of a map that shows nothing', () => {
  expect(describeMap(mapOf(4, 4))).toBeNull();
});
