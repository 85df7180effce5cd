import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../tests/english.js';
import { type DotPart, dotGrid } from './dot-grid.js';

const parts = (...amounts: number[]): DotPart[] =>
  amounts.map((amount, i) => ({
    tone: (['hit', 'near', 'miss'] as const)[i] ?? 'miss',
    amount,
    words: (count) => `${count} of kind ${i}`,
  }));
const grid = (...amounts: number[]) =>
  dotGrid(parts(...amounts), { title: (first) => `Of 100, ${first}` }, ENGLISH);

describe('a grid of dots', () => {
  it.each([
    [
      [86, 18, 67],
      ['50', '11', '39'],
    ],
    [
      [20, 6, 17],
      ['47', '14', '39'],
    ],
    [
      [1, 1, 1],
      ['33', '34', '33'],
    ],
    [
      [1, 0, 0],
      ['100', '0', '0'],
    ],
    [
      [0.5, 0.5],
      ['50', '50'],
    ],
  ])('of %j parts has a hundred dots: %j', (amounts, counts) => {
    const drawn = grid(...amounts)?.parts ?? [];
    expect(drawn.map(({ count }) => count)).toEqual(counts);
    const dots = drawn.map(({ circles }) => circles.match(/M/g)?.length ?? 0);
    expect(dots.map(String)).toEqual(counts);
  });

  it('is filled row by row, one part after the other', () => {
    const [hit, , miss] = grid(1, 0, 99)?.parts ?? [];
    expect(hit?.circles).toMatch(/^M1.5 5a/);
    expect(miss?.circles).toMatch(/^M11.5 5a/);
    expect(miss?.circles).toMatch(/M91.5 95a[^M]*$/);
  });

  it('is told apart without colour, and read aloud as a sentence', () => {
    const drawn = grid(50, 10, 40);
    expect(drawn?.parts.map(({ cores }) => cores !== null)).toEqual([false, true, false]);
    expect(drawn?.alt).toBe('Of 100, 50. 50 of kind 0. 10 of kind 1. 40 of kind 2');
  });

  it('does not exist for nothing', () => {
    expect(grid(0, 0)).toBeNull();
    expect(grid()).toBeNull();
  });
});
