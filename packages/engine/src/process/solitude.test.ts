import { expect, it } from 'vitest';
import { Solitude } from './solitude.js';

it('gives all cores to a batch beside which none runs, nor has run for a quarter of a second', () => {
  const solitude = new Solitude();
  expect(solitude.begin(0, 0)).toBe(true);
  expect(solitude.begin(1, 10)).toBe(false);
  expect(solitude.begin(0, 260)).toBe(false);
  expect(solitude.begin(0, 261)).toBe(true);
});
