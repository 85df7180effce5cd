import type { CalibratedAnswers } from './calibrated-answers.js';

/**
 * (n), sum over the classes of (p - y)², with y = 1 for the true class and 0 for the others: 0..2 (Brier,
 * "Verification of forecasts expressed in terms of probability", 1950).
 */
export function brierScores({ classCount, labels, probabilities }: CalibratedAnswers): Float64Array {
  return Float64Array.from(labels, (label, image) => {
    let score = 0;
    for (let k = 0; k < classCount; k++) {
      const truth = k === label ? 1 : 0;
      score += ((probabilities[image * classCount + k] as number) - truth) ** 2;
    }
    return score;
  });
}
