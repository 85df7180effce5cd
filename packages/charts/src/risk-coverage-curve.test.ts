import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../tests/english.js';
import { riskCoverageCurve } from './risk-coverage-curve.js';

const WORDS = {
  x: 'answered',
  y: 'wrong',
  alt: ({ all, half, halfCoverage }: Record<string, string>) => `${all} of all, ${half} of ${halfCoverage}`,
};

describe('a risk–coverage curve', () => {
  const points = [
    { coverage: 0.1, risk: 0 },
    { coverage: 0.5, risk: 0.04 },
    { coverage: 0.75, risk: 0.1 },
    { coverage: 1, risk: 0.16 },
  ];

  it('goes through its points, with an upward axis that ends just above the highest risk', () => {
    const curve = riskCoverageCurve(points, WORDS, ENGLISH);
    expect(curve?.axes.yTicks.map(({ text }) => text)).toEqual(['0%', '5%', '10%', '15%', '20%']);
    expect(curve?.curve).toBe('M30 300L150 240L225 150L300 60');
  });

  it('marks and says the risk of all answers and of the surer half', () => {
    const curve = riskCoverageCurve(points, WORDS, ENGLISH);
    expect(curve?.alt).toBe('16% of all, 4% of 50%');
    expect(curve?.marks).toEqual([
      { x: '150', y: '240' },
      { x: '300', y: '60' },
    ]);
  });

  it('of a model that is never wrong lies on the axis', () => {
    const curve = riskCoverageCurve([{ coverage: 1, risk: 0 }], WORDS, ENGLISH);
    expect(curve?.curve).toBe('M300 300');
    expect(curve?.axes.yTicks.at(-1)?.text).toBe('4%');
  });

  it.each([
    [0.05, ['0%', '2%', '4%', '6%', '8%']],
    [0.3, ['0%', '10%', '20%', '30%', '40%']],
    [0.95, ['0%', '25%', '50%', '75%', '100%']],
  ])('has whole per cents beside its lines for a risk of %d', (risk, ticks) => {
    const curve = riskCoverageCurve([{ coverage: 1, risk }], WORDS, ENGLISH);
    expect(curve?.axes.yTicks.map(({ text }) => text)).toEqual(ticks);
  });

  it('does not exist without points', () => {
    expect(riskCoverageCurve([], WORDS, ENGLISH)).toBeNull();
  });
});
