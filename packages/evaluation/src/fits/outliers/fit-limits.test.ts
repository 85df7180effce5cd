import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { largestScore, type PartScores } from './detector.js';
import { fitOutlierLimits } from './fit-limits.js';

function drawn(images: number, random: Random): PartScores[] {
  return Array.from({ length: images }, () => ({
    inside: 5 + 10 * random.uniform(),
    outside: random.uniform() ** 2,
    wrongSort: -8 + 6 * random.uniform(),
  }));
}

describe('the limits of outlier scores', () => {
  const scores = drawn(2_000, Random.seeded(1));
  const { limits, unusableFrom } = fitOutlierLimits(scores, true);
  const above = (limit: number, of: PartScores[]) =>
    of.filter((score) => largestScore(score, limits) > limit).length / of.length;

  it('are passed by one genuine image in twenty, and by one in a hundred', () => {
    expect(above(1, scores)).toBeCloseTo(0.05, 2);
    expect(above(unusableFrom, scores)).toBeCloseTo(0.01, 2);
    const others = drawn(2_000, Random.seeded(2));
    // Four standard deviations of a share of 2,000.
    expect(Math.abs(above(1, others) - 0.05)).toBeLessThan(0.02);
    expect(Math.abs(above(unusableFrom, others) - 0.01)).toBeLessThan(0.009);
  });

  it('let each part alone pass them', () => {
    const typical = { inside: 10, outside: 0.3, wrongSort: -5 };
    expect(largestScore(typical, limits)).toBeLessThan(1);
    for (const far of [{ inside: 40 }, { outside: 4 }, { wrongSort: 3 }]) {
      expect(largestScore({ ...typical, ...far }, limits)).toBeGreaterThan(unusableFrom);
    }
  });

  it('leave the linear detector out where there is none', () => {
    const parts = scores.map((score) => ({ ...score, wrongSort: 0 }));
    const without = fitOutlierLimits(parts, false).limits;
    expect(without.wrongSort).toBe(Number.POSITIVE_INFINITY);
    expect(largestScore({ inside: 0, outside: 0, wrongSort: 0 }, without)).toBe(0);
  });

  it('are above 0 where every image scores the same', () => {
    const same = new Array<PartScores>(100).fill({ inside: 0, outside: 0, wrongSort: -3 });
    const fitted = fitOutlierLimits(same, true);
    expect(fitted.limits.inside).toBeGreaterThan(0);
    expect(fitted.limits.wrongSort).toBeGreaterThan(fitted.limits.typicalWrongSort);
    expect(fitted.unusableFrom).toBeGreaterThanOrEqual(1);
  });
});
