import type { Steps } from './ranking.js';

/** What holds when only the answers from a top probability on are given. */
export interface RiskCoveragePoint {
  /** Share of images that are answered. */
  readonly coverage: number;
  /** Share of wrong answers among these. */
  readonly risk: number;
  /** The lowest top probability that is answered. */
  readonly threshold: number;
}

/**
 * Area under the risk–coverage curve: the mean, over k = 1 .. n, of the share of wrong answers among the k of largest top
 * probability (Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", NeurIPS 2017). Images of the
 * same probability share their errors evenly, so their order does not matter.
 *
 * @param steps by top probability; a right answer is positive
 */
export function riskCoverageArea({ positives, negatives }: Steps): number {
  let answered = 0;
  let wrong = 0;
  let sum = 0;
  for (let step = 0; step < positives.length; step++) {
    const negative = negatives[step] as number;
    const images = negative + (positives[step] as number);
    for (let k = 1; k <= images; k++) sum += (wrong + (negative * k) / images) / (answered + k);
    answered += images;
    wrong += negative;
  }
  return sum / answered;
}

/** At most 101 points: the first threshold at which coverage reaches each further percent. */
export function riskCoverageCurve(
  { positives, negatives }: Steps,
  thresholds: Float64Array,
): RiskCoveragePoint[] {
  const images = [...positives, ...negatives].reduce((total, count) => total + count, 0);
  const points: RiskCoveragePoint[] = [];
  let answered = 0;
  let wrong = 0;
  let percent = 0;
  for (const [step, threshold] of thresholds.entries()) {
    wrong += negatives[step] as number;
    answered += (positives[step] as number) + (negatives[step] as number);
    const reached = Math.floor((100 * answered) / images);
    if (reached === percent && points.length > 0) continue;
    percent = reached;
    points.push({ coverage: answered / images, risk: wrong / answered, threshold });
  }
  return points;
}
