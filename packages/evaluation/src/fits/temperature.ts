import type { LabelledAnswers } from '../answers.js';

/** Relative, of 1 / T. */
const TOLERANCE = 1e-12;

/**
 * The T > 0 that minimises the mean negative log-likelihood of softmax(z / T) (Guo et al., "On Calibration of Modern Neural
 * Networks", ICML 2017). The likelihood is convex in 1 / T, so Newton's method between two bounds finds its only minimum.
 *
 * @returns null where no T is best: every answer is right, so that a lower T is always better, or the logits say no more
 *   of the true classes than chance, so that a higher one is
 */
export function fitTemperature(answers: LabelledAnswers): number | null {
  if (!rulesOutZero(answers) || slopeAt(answers, 0).slope >= 0) return null;
  let low = 0;
  let high = 1;
  while (slopeAt(answers, high).slope < 0) {
    low = high;
    high *= 2;
  }
  let inverse = (low + high) / 2;
  for (let step = Number.POSITIVE_INFINITY; Math.abs(step) > TOLERANCE * inverse; ) {
    const { slope, curvature } = slopeAt(answers, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    step = next - inverse;
    inverse = next;
  }
  return 1 / inverse;
}

/** Whether some true class has less than the largest logit: its loss grows without bound as T falls to 0. */
function rulesOutZero({ classes, logits, labels }: LabelledAnswers): boolean {
  return labels.some((label, image) => {
    const row = logits.subarray(image * classes.length, (image + 1) * classes.length);
    return (row[label] as number) < Math.max(...row);
  });
}

/** First and second derivative of the mean negative log-likelihood by 1 / T: mean of E[z] - z(true class), and of Var[z]. */
function slopeAt(
  { classes, logits, labels }: LabelledAnswers,
  inverse: number,
): { slope: number; curvature: number } {
  let slope = 0;
  let curvature = 0;
  for (const [image, label] of labels.entries()) {
    const row = logits.subarray(image * classes.length, (image + 1) * classes.length);
    const largest = Math.max(...row);
    let sum = 0;
    let first = 0;
    let second = 0;
    // Relative to the largest logit, so that nothing overflows or cancels.
    for (const logit of row) {
      const below = logit - largest;
      const weight = Math.exp(below * inverse);
      sum += weight;
      first += weight * below;
      second += weight * below * below;
    }
    const mean = first / sum;
    slope += mean - ((row[label] as number) - largest);
    curvature += second / sum - mean * mean;
  }
  return { slope: slope / labels.length, curvature: curvature / labels.length };
}
