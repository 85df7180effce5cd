import type { Random } from '../random.js';

export const FOLDS = 5;

/**
 * Splits images into folds of about the same size, at random, and never the images of one group. Groups are dealt in random
 * order, large ones first, each to the fold that has the fewest images.
 *
 * @param groups (n)
 * @returns (n), each image's fold, 0 .. FOLDS - 1
 */
export function groupFolds(groups: Int32Array, random: Random): Int32Array {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const order = shuffled([...sizes], random).sort(([, a], [, b]) => b - a);
  const filled = new Array<number>(FOLDS).fill(0);
  const foldOf = new Map<number, number>();
  for (const [group, size] of order) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf.set(group, fold);
    filled[fold] = (filled[fold] ?? 0) + size;
  }
  // Safe: each group has been dealt.
  return groups.map((group) => foldOf.get(group) as number);
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(values: T[], random: Random): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    // Safe: j <= i < length.
    [values[i], values[j]] = [values[j] as T, values[i] as T];
  }
  return values;
}
