/**
 * The ceil((n + 1) · share)-th smallest of n scores: a new one is at most this with a chance of `share` or more.
 *
 * @returns Infinity where so few scores bound nothing
 */
export function conformalLimit(scores: Float64Array, share: number): number {
  // Less a rounding error, or 20 · 0.95 would become 20.
  const rank = Math.ceil((scores.length + 1) * share - 1e-9);
  return scores.toSorted()[rank - 1] ?? Number.POSITIVE_INFINITY;
}
