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

  it('of probabilities draws each part as its malignancy is drawn, and counts nothing', () => {
    const parts = [
      { amount: 0.42, words: 'malignant', malignancy: 'malignant' },
      { amount: 0.03, words: 'pre-malignant', malignancy: 'pre-malignant' },
      { amount: 0.55, words: 'benign', malignancy: 'benign' },
    ] as const;
    const drawn = stackedBar(parts, { title: 'Together 45%', isTitled: true, hasCounts: false }, ENGLISH);
    expect(drawn?.parts).toMatchObject([
      { tone: 'malignant', count: null, path: 'M0.00 5H42.00' },
      { tone: 'pre-malignant', count: null, share: '3%' },
      { tone: 'benign', count: null, edge: 'M45.00 0v10' },
    ]);
    expect(drawn?.title).toBeNull();
    expect(drawn?.alt).toBe('Together 45%. malignant: 42%. pre-malignant: 3%. benign: 55%');
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
