import type { Assessment } from './assessment.js';
import type { Prediction } from './classification.js';
import type { PredictionSetLimits } from './manifest.js';

/** Which classes a set holds, by what a manifest says of prediction sets. */
export type SetThresholds = Omit<PredictionSetLimits, 'heldOut'>;

/** @returns null of a model without measured prediction sets */
export function plausibleClasses(
  predictions: readonly Prediction[],
  limits: SetThresholds | undefined,
): Assessment['predictionSet'] {
  if (!limits) return null;
  const ids = predictions.map((prediction) => prediction.class);
  const probabilities = predictions.map(({ probability }) => probability);
  const isMember = predictionSet(probabilities, ids, limits);
  return { classes: ids.filter((_, index) => isMember[index]), coverage: limits.coverage };
}

/**
 * @param probabilities of one answer, in the order of `classIds`
 * @returns whether the answer's set holds each class. The most probable one is always in.
 */
export function predictionSet(
  probabilities: readonly number[],
  classIds: readonly string[],
  { threshold, classThresholds }: SetThresholds,
): boolean[] {
  const top = probabilities.indexOf(Math.max(...probabilities));
  return classIds.map((id, index) => {
    const limit = Math.max(threshold, classThresholds[id] ?? 0);
    return index === top || 1 - (probabilities[index] ?? 0) <= limit;
  });
}
