import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../tests/english.js';
import { barPath } from './bar.js';
import { stackedBar } from './stacked-bar.js';

describe('a bar in parts', () => {
  const bar = (...amounts: number[]) =>
    stackedBar(
      amounts.map((amount, i) => ({ amount, words: `part ${i}` })),
      { title: 'Images' },
      ENGLISH,
    );

  it('ends where the next part begins', () => {
    expect(bar(3, 0, 1)?.parts).toMatchObject([
      { path: 'M0.00 5H75.00', edge: null, share: '75%', count: '3' },
      { path: null, edge: null, share: '0%', count: '0' },
      { path: 'M75.00 5H100.00', edge: 'M75.00 0v10', share: '25%', count: '1' },
    ]);
    expect(bar(1, 1)?.alt).toBe('Images. part 0: 50%. part 1: 50%');
  });

  it('does not exist for nothing', () => {
    expect(bar(0)).toBeNull();
  });
});

describe('a bar', () => {
  it.each([
    [0, 'M0 5h0.00'],
    [0.731_25, 'M0 5h73.13'],
    [1, 'M0 5h100.00'],
  ])('of %d', (fraction, path) => {
    expect(barPath(fraction)).toBe(path);
  });
});
