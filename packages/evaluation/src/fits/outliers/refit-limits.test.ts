import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { refitOutlierLimits } from './refit-limits.js';

const random = Random.seeded(3);
const before = Float64Array.from({ length: 700 }, () => 1.05 * random.uniform());

describe('outlier limits of a network that was changed a little', () => {
  it('stay where its scores stay', () => {
    expect(refitOutlierLimits({ before, after: before, unusableFrom: 1.5 })).toEqual({
      limit: 1,
      unusableFrom: 1.5,
    });
  });

  it('grow with its scores', () => {
    const after = before.map((score) => 1.2 * score);
    const { limit, unusableFrom } = refitOutlierLimits({ before, after, unusableFrom: 1.5 });
    expect(limit).toBeCloseTo(1.2, 12);
    expect(unusableFrom).toBeCloseTo(1.5, 12);
    const above = (scores: Float64Array, of: number) => scores.filter((score) => score > of).length;
    expect(above(after, limit)).toBe(above(before, 1));
  });

  it('keep the upper one at the lower one or above', () => {
    const after = before.map((score) => Math.min(score, 0.9));
    expect(refitOutlierLimits({ before, after, unusableFrom: 1 }).unusableFrom).toBe(1);
  });

  it('are of the largest scores where there are few images', () => {
    const few = { before: Float64Array.of(0.2, 0.5), after: Float64Array.of(0.3, 0.6), unusableFrom: 2 };
    expect(refitOutlierLimits(few).limit).toBeCloseTo(1.2, 12);
  });

  it('are found of more images than a function takes arguments', () => {
    const many = new Float64Array(200_000).map((_, image) => image / 200_000);
    expect(refitOutlierLimits({ before: many, after: many, unusableFrom: 1.5 }).limit).toBe(1);
  });
});
