import { limitWithinScores } from '../conformal-limit.js';
import { UNDECIDED, UNUSABLE } from './fit-limits.js';

/** Scores of the same n genuine images by one detector, of a network's embeddings before and after it was changed a little. */
export interface PairedScores {
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** The limit of the scores before. */
  readonly unusableFrom: number;
}

export interface RefittedLimits {
  /** Scores after the change are divided by it: then one genuine image in twenty scores above 1, as before. */
  readonly limit: number;
  readonly unusableFrom: number;
}

/**
 * New limits for a detector whose network was changed a little, as by int8. Each is moved by what the change does to that limit
 * on these images. So it does not matter whether the detector was fitted on them, which lowers both scores alike.
 */
export function refitOutlierLimits({ before, after, unusableFrom }: PairedScores): RefittedLimits {
  const growth = (share: number) => limitWithinScores(after, share) / limitWithinScores(before, share);
  const limit = growth(UNDECIDED);
  return { limit, unusableFrom: Math.max(1, (unusableFrom * growth(UNUSABLE)) / limit) };
}
