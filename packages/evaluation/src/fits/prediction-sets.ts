import { calibrate, type SetThresholds } from '@slc/domain';
import type { LabelledAnswers } from '../answers.js';
import { conformalLimit, fewestScores } from './conformal-limit.js';

/** The threshold of fewer images is left to chance. */
const CLASS_THRESHOLD_IMAGES = 20;

/** A class with fewer images gets no threshold of its own: of so few none would bound anything, or not reliably. */
export function fewestForThreshold(coverage: number): number {
  return Math.max(CLASS_THRESHOLD_IMAGES, fewestScores(coverage));
}

export interface PredictionSetOptions {
  readonly temperature: number;
  readonly coverage: number;
  /** Ids of the classes that get a threshold of their own. */
  readonly ownThresholds: ReadonlySet<string>;
}

/**
 * LAC sets (Sadinle, Lei, Wasserman, "Least Ambiguous Set-Valued Classifiers With Bounded Error Levels", JASA 2019), with a
 * threshold for each class that has enough images (Vovk, "Conditional validity of inductive conformal predictors", 2012):
 * a pooled threshold alone covers rare classes too seldom.
 */
export function fitPredictionSets(
  { classes, logits, labels }: LabelledAnswers,
  { temperature, coverage, ownThresholds }: PredictionSetOptions,
): SetThresholds {
  const scores = Float64Array.from(labels, (label, image) => {
    const row = logits.subarray(image * classes.length, (image + 1) * classes.length);
    return 1 - (calibrate(row, temperature)[label] as number);
  });
  // 1 lets every class in, where too few images bound nothing.
  const threshold = (of: Float64Array) => Math.min(1, conformalLimit(of, coverage));
  const own = [...classes.entries()]
    .filter(([, { id }]) => ownThresholds.has(id))
    .map(([index, { id }]) => [id, threshold(scores.filter((_, image) => labels[image] === index))]);
  return { coverage, threshold: threshold(scores), classThresholds: Object.fromEntries(own) };
}
