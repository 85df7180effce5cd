import { limitWithinScores } from '../conformal-limit.js';
import { largestScore, type OutlierLimits, type PartScores } from './detector.js';
import { median } from './vectors.js';

/** Share of genuine images below the limit at which a score is 1. */
export const UNDECIDED = 0.95;

/** Share of genuine images below the limit from which an image is unusable. */
export const UNUSABLE = 0.99;

/** Distances and log odds below this count as this: what is smaller is rounding. */
const SMALLEST_LIMIT = 1e-3;

export interface FittedLimits {
  readonly limits: OutlierLimits;
  /** The score that one genuine image in a hundred passes. */
  readonly unusableFrom: number;
}

/**
 * Each part is divided by its own 95 % limit; then all by the 95 % limit of the largest, since three parts together flag more
 * images than each alone.
 *
 * @param scores of genuine images by parts that were fitted without them
 * @param hasWrongSort whether the linear detector counts
 */
export function fitOutlierLimits(scores: readonly PartScores[], hasWrongSort: boolean): FittedLimits {
  const valuesOf = (part: keyof PartScores) => Float64Array.from(scores, (score) => score[part]);
  const typicalWrongSort = median(valuesOf('wrongSort'));
  const own: OutlierLimits = {
    inside: limitOf(valuesOf('inside'), UNDECIDED),
    outside: limitOf(valuesOf('outside'), UNDECIDED),
    typicalWrongSort,
    wrongSort: hasWrongSort
      ? typicalWrongSort +
        limitOf(
          valuesOf('wrongSort').map((value) => value - typicalWrongSort),
          UNDECIDED,
        )
      : Number.POSITIVE_INFINITY,
  };
  const largest = Float64Array.from(scores, (score) => largestScore(score, own));
  const scale = limitOf(largest, UNDECIDED);
  return {
    limits: {
      inside: own.inside * scale,
      outside: own.outside * scale,
      typicalWrongSort,
      wrongSort: typicalWrongSort + (own.wrongSort - typicalWrongSort) * scale,
    },
    unusableFrom: limitOf(largest, UNUSABLE) / scale,
  };
}

function limitOf(scores: Float64Array, share: number): number {
  return Math.max(SMALLEST_LIMIT, limitWithinScores(scores, share));
}
