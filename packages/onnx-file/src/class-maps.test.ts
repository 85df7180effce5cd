import { describe, expect, it } from 'vitest';
import { classShares } from './class-maps.js';

const SIZES = { height: 2, width: 5, channels: 2, classes: 3 };
const PLAIN = { weights: 'w', isTransposed: false, factor: 1, norms: [] };
const WEIGHTS = Float32Array.of(1, 2, 3, 4, 5, 6);

describe('classShares', () => {
  it('divides each weight by the number of places', () => {
    const shares = classShares(PLAIN, SIZES, () => WEIGHTS);
    expect([...(shares ?? [])].map((share) => share * 10)).toEqual(
      [...WEIGHTS].map((w) => expect.closeTo(w, 5)),
    );
  });

  it('turns weights of (classes, channels)', () => {
    const shares = classShares({ ...PLAIN, isTransposed: true }, SIZES, () => WEIGHTS);
    expect([...(shares ?? [])].map((share) => Math.round(share * 10))).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('gives the weights of one logit to the second of two classes', () => {
    const shares = classShares(PLAIN, { ...SIZES, classes: 2 }, () => Float32Array.of(10, 20));
    expect([...(shares ?? [])]).toEqual([0, 1, 0, 2]);
  });

  it('is unknown where weights are computed, or as many as neither channels nor classes say', () => {
    expect(classShares(PLAIN, SIZES, () => null)).toBeNull();
    expect(classShares(PLAIN, SIZES, () => Float32Array.of(1))).toBeNull();
    expect(classShares({ ...PLAIN, weights: null }, SIZES, () => null)).toBeNull();
  });
});
