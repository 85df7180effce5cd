/** Of (n + 1) · share, or 20 · 0.95 would become 20. */
const ROUNDING = 1e-9;

/**
 * The ceil((n + 1) · share)-th smallest of n scores: a new one is at most this with a chance of `share` or more.
 *
 * @returns Infinity where so few scores bound nothing
 */
export function conformalLimit(scores: Float64Array, share: number): number {
  const rank = Math.ceil((scores.length + 1) * share - ROUNDING);
  return scores.toSorted()[rank - 1] ?? Number.POSITIVE_INFINITY;
}

/** `conformalLimit`, or the largest score where there are too few for that; 0 where there is none. */
export function limitWithinScores(scores: Float64Array, share: number): number {
  return Math.min(conformalLimit(scores, share), scores.toSorted().at(-1) ?? 0);
}

/** The least n of which `conformalLimit` is finite. */
export function fewestScores(share: number): number {
  return Math.ceil((share - ROUNDING) / (1 - share));
}
