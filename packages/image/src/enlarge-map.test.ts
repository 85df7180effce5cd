import { expect, it } from 'vitest';
import { enlargeMap } from './enlarge-map.js';

it('interpolates between half-pixel centres and repeats the edge', () => {
  const enlarged = enlargeMap({ width: 2, height: 1, values: [0, 1] }, { width: 8, height: 2 });
  const row = [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1];
  expect([...enlarged]).toEqual([...row, ...row]);
});

it('tells rows from columns', () => {
  // Rows lie at -0.25, 0.25, 0.75, 1.25, 1.75 and 2.25, where the values are three times that.
  const enlarged = enlargeMap({ width: 1, height: 3, values: [0, 3, 6] }, { width: 2, height: 6 });
  expect([...enlarged]).toEqual([0, 0, 0.75, 0.75, 2.25, 2.25, 3.75, 3.75, 5.25, 5.25, 6, 6]);
});

it('leaves a map of the picture’s size as it is', () => {
  const values = [0.25, 0.5, 0.125, 1, 0, 0.75];
  expect([...enlargeMap({ width: 3, height: 2, values }, { width: 3, height: 2 })]).toEqual(values);
});
