import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../tests/english.js';
import { largestGap, reliabilityDiagram } from './reliability-diagram.js';

const WORDS = {
  x: 'sure',
  y: 'right',
  alt: ({ bins, confidence, accuracy }: Record<string, string>) =>
    `${bins} bins, ${confidence} → ${accuracy}`,
  range: ({ from, to }: Record<string, string>) => `${from} to ${to}`,
};
const bin = (confidence: number, accuracy: number, count: number) => ({
  from: 0,
  to: 1,
  confidence,
  accuracy,
  count,
});

describe('a reliability diagram', () => {
  it('places a bin by confidence and accuracy, and draws its distance to the diagonal', () => {
    const diagram = reliabilityDiagram([bin(0.75, 0.5, 100), bin(0.9, 0.9, 25)], WORDS, ENGLISH);
    expect(diagram?.dots).toMatchObject([
      { x: '225', y: '150', radius: '11.0', gap: 'M225 150V75' },
      { x: '270', y: '30', radius: '5.5' },
    ]);
  });

  it('fades bins of fewer than ten answers, in the drawing and in its table', () => {
    const diagram = reliabilityDiagram([bin(0.3, 0.1, 9), bin(0.9, 0.8, 10)], WORDS, ENGLISH);
    expect(diagram?.dots.map(({ isFew }) => isFew)).toEqual([true, false]);
    expect(diagram?.rows.map(({ isFew }) => isFew)).toEqual([true, false]);
    expect(diagram?.hasFew).toBe(true);
  });

  it('draws the interval of an accuracy where there is one', () => {
    const [dot] =
      reliabilityDiagram([{ ...bin(0.5, 0.5, 50), accuracy95: { low: 0.4, high: 0.6 } }], WORDS, ENGLISH)
        ?.dots ?? [];
    expect(dot?.whisker).toBe('M150 180V120');
  });

  it('tells people who cannot see it the largest gap, not counting bins that say little', () => {
    const bins = [bin(0.2, 0.9, 3), bin(0.6, 0.4, 40), bin(0.95, 0.9, 400)];
    expect(reliabilityDiagram(bins, WORDS, ENGLISH)?.alt).toBe('3 bins, 60% → 40%');
    // Where every bin says little, the largest of them still does.
    expect(largestGap([bin(0.5, 0.4, 2), bin(0.6, 0.1, 1)])?.accuracy).toBe(0.1);
  });

  it('does not exist without answers', () => {
    expect(reliabilityDiagram([], WORDS, ENGLISH)).toBeNull();
    expect(reliabilityDiagram([bin(0, 0, 0)], WORDS, ENGLISH)).toBeNull();
  });
});
