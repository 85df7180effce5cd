import { addScaled, dot, row, type Vector } from './vectors.js';

/** What an image is compared with, by its embedding of D numbers. C principal components, M means. */
export interface OutlierParts {
  /** (D), the embeddings' mean. */
  readonly centre: Vector;
  /** (C, D), orthonormal rows that span the leading principal components, turned so that they do not correlate within classes. */
  readonly components: Vector;
  /** (C), shrunk standard deviation within classes along each component. */
  readonly deviations: Vector;
  /** (M, C), class means divided by `deviations`. */
  readonly means: Vector;
  /** (D) and one number. Null where no pictures of the wrong sort were there. */
  readonly wrongSort: { readonly weights: Vector; readonly bias: number } | null;
}

/** One image's score by each part. */
export interface PartScores {
  /** Smallest Mahalanobis distance to a class mean, within the leading components. */
  readonly inside: number;
  /** Length of what the components leave over. */
  readonly outside: number;
  /** Log odds of being of the wrong sort; 0 where that is not known. */
  readonly wrongSort: number;
}

/** Each part's score at the 95 % limit. Infinite where the part does not count. */
export interface OutlierLimits extends PartScores {
  /** Log odds of a typical genuine image, from which `wrongSort` counts: they may be negative, which distances are not. */
  readonly typicalWrongSort: number;
}

export interface OutlierDetector {
  readonly parts: OutlierParts;
  readonly limits: OutlierLimits;
}

/**
 * How unlike the images of the fit an image is. One genuine image in twenty scores above 1.
 *
 * @param embedding (D)
 */
export function outlierScore({ parts, limits }: OutlierDetector, embedding: Float32Array): number {
  return largestScore(partScores(parts, embedding), limits);
}

/** The detector whose scores are those of this one divided by `limit`. */
export function withLimit({ parts, limits }: OutlierDetector, limit: number): OutlierDetector {
  const { inside, outside, wrongSort, typicalWrongSort } = limits;
  return {
    parts,
    limits: {
      inside: inside * limit,
      outside: outside * limit,
      wrongSort: typicalWrongSort + (wrongSort - typicalWrongSort) * limit,
      typicalWrongSort,
    },
  };
}

/** The largest of the parts' scores, each divided by its limit. */
export function largestScore(scores: PartScores, limits: OutlierLimits): number {
  const typical = limits.typicalWrongSort;
  return Math.max(
    scores.inside / limits.inside,
    scores.outside / limits.outside,
    (scores.wrongSort - typical) / (limits.wrongSort - typical),
  );
}

/** @param embedding (D) */
export function partScores(parts: OutlierParts, embedding: Float32Array): PartScores {
  const { centre, components, deviations, means, wrongSort } = parts;
  const size = deviations.length;
  const centred = new Float64Array(embedding);
  addScaled(centred, -1, centre);
  const whitened = new Float64Array(size);
  let remainder = dot(centred, centred);
  for (const [i, deviation] of deviations.entries()) {
    const along = dot(centred, components, i * centred.length);
    remainder -= along * along;
    whitened[i] = along / deviation;
  }
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < means.length / size; i++) {
    nearest = Math.min(nearest, squaredDistance(whitened, row(means, i, size)));
  }
  return {
    inside: Math.sqrt(nearest),
    // Rounding may bring what is 0 below it.
    outside: Math.sqrt(Math.max(0, remainder)),
    wrongSort: wrongSort ? dot(embedding, wrongSort.weights) + wrongSort.bias : 0,
  };
}

function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum;
}
