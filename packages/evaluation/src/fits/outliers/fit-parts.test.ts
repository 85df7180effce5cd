import { describe, expect, it } from 'vitest';
import { embeddings, REFERENCES } from '../../../tests/fit-references.js';
import { embeddingOf } from '../select-images.js';
import { partScores } from './detector.js';
import { fitOutlierParts } from './fit-parts.js';

describe('the parts of an outlier score', () => {
  // scikit-learn's solver ends at 1e-13 of its gradient, ours at 1e-9.
  it.each(Object.entries(REFERENCES.outliers))('are scikit-learn’s with %s', (_, reference) => {
    const { length, components, meanOf, inside, outside, wrongSortScores } = reference;
    const parts = fitOutlierParts(
      {
        genuine: embeddings(reference.genuine, length),
        meanOf: Int32Array.from(meanOf),
        wrongSort: embeddings(reference.wrongSort, length),
      },
      components,
    );
    const probes = embeddings(reference.probes, length);
    for (const [i, expected] of inside.entries()) {
      const scores = partScores(parts, embeddingOf(probes, i));
      expect(scores.inside).toBeCloseTo(expected, 7);
      expect(scores.outside).toBeCloseTo(outside[i] ?? Number.NaN, 7);
      expect(scores.wrongSort).toBeCloseTo(wrongSortScores[i] ?? Number.NaN, 6);
    }
  });

  it('take as many components as the embeddings vary in', () => {
    const genuine = { data: Float32Array.from([1, 2, 0, 2, 4, 0, 5, 10, 0, 3, 6, 0]), length: 3 };
    const parts = fitOutlierParts({ genuine, meanOf: new Int32Array(4), wrongSort: null }, 2);
    expect(parts.deviations).toHaveLength(1);
    const { inside, outside, wrongSort } = partScores(parts, Float32Array.from([0, 0, 3]));
    expect(inside).toBeGreaterThan(1);
    expect(outside).toBeCloseTo(3, 6);
    expect(wrongSort).toBe(0);
  });

  it.each([
    ['do not vary', 2, /expected different ones/],
    ['are not finite', Number.NaN, /expected finite numbers/],
  ])('are refused for embeddings that %s', (_, value, message) => {
    const genuine = { data: new Float32Array(12).fill(value), length: 3 };
    expect(() => fitOutlierParts({ genuine, meanOf: new Int32Array(4), wrongSort: null }, 2)).toThrow(
      message,
    );
  });
});
