import type { Steps } from './ranking.js';

/** What holds when all images from a threshold on are called positive. */
export interface OperatingPoint {
  /** Null where no image is called positive. */
  readonly threshold: number | null;
  readonly sensitivity: number;
  readonly specificity: number;
}

/**
 * Area under the ROC curve: the chance that a positive image scores above a negative one, ties half (Mann and Whitney
 * 1947; Hanley and McNeil, Radiology 1982).
 *
 * @returns null without positive or without negative images
 */
export function rocAuc({ positives, negatives }: Steps): number | null {
  let above = 0;
  let below = 0;
  let wins = 0;
  for (let step = 0; step < positives.length; step++) {
    const positive = positives[step] as number;
    const negative = negatives[step] as number;
    wins += negative * (above + positive / 2);
    above += positive;
    below += negative;
  }
  return above === 0 || below === 0 ? null : wins / above / below;
}

/**
 * Sum over the thresholds of precision times the gain of recall, without interpolation, as scikit-learn's
 * `average_precision_score`.
 *
 * @returns null without positive images
 */
export function averagePrecision({ positives, negatives }: Steps): number | null {
  let found = 0;
  let called = 0;
  let sum = 0;
  for (let step = 0; step < positives.length; step++) {
    const positive = positives[step] as number;
    found += positive;
    called += positive + (negatives[step] as number);
    if (positive > 0) sum += (positive * found) / called;
  }
  return found === 0 ? null : sum / found;
}

/** From "none is called positive" to "all are", without the points on a straight line between two others. */
export function rocCurve({ positives, negatives }: Steps, thresholds: Float64Array): OperatingPoint[] | null {
  const allPositives = sum(positives);
  const allNegatives = sum(negatives);
  if (allPositives === 0 || allNegatives === 0) return null;
  const points: OperatingPoint[] = [{ threshold: null, sensitivity: 0, specificity: 1 }];
  let found = 0;
  let spared = allNegatives;
  for (const [step, threshold] of thresholds.entries()) {
    const [positive, negative] = [positives[step] as number, negatives[step] as number];
    const [nextPositive, nextNegative] = [positives[step + 1], negatives[step + 1]];
    found += positive;
    spared -= negative;
    const isLast = nextPositive === undefined || nextNegative === undefined;
    if (isLast || positive * nextNegative !== negative * nextPositive) {
      points.push({ threshold, sensitivity: found / allPositives, specificity: spared / allNegatives });
    }
  }
  return points;
}

/** Which figure an operating point must reach, and how much of it. */
export interface Demand {
  readonly figure: 'sensitivity' | 'specificity';
  readonly atLeast: number;
}

/**
 * The threshold that keeps one figure at least so high, and the other as high as it can be. No threshold is made up
 * between two scores.
 *
 * @returns null without positive or without negative images
 */
export function operatingPoint(
  { positives, negatives }: Steps,
  thresholds: Float64Array,
  { figure, atLeast }: Demand,
): OperatingPoint | null {
  const allPositives = sum(positives);
  const allNegatives = sum(negatives);
  if (allPositives === 0 || allNegatives === 0) return null;
  const keepsSensitivity = figure === 'sensitivity';
  let bestStep = -1;
  let bestKept = -1;
  let bestGained = -1;
  let found = 0;
  let spared = allNegatives;
  // Step -1: no image is called positive.
  for (let step = -1; step < positives.length; step++) {
    found += positives[step] ?? 0;
    spared -= negatives[step] ?? 0;
    const sensitivity = found / allPositives;
    const specificity = spared / allNegatives;
    // Specificity only falls from here on.
    if (specificity < (keepsSensitivity ? bestGained : atLeast)) break;
    const kept = keepsSensitivity ? sensitivity : specificity;
    const gained = keepsSensitivity ? specificity : sensitivity;
    if (kept < atLeast || (gained === bestGained && kept <= bestKept)) continue;
    bestStep = step;
    bestKept = kept;
    bestGained = gained;
  }
  return {
    threshold: thresholds[bestStep] ?? null,
    sensitivity: keepsSensitivity ? bestKept : bestGained,
    specificity: keepsSensitivity ? bestGained : bestKept,
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
