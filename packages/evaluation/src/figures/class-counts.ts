import type { Weights } from './bootstrap.js';
import type { CalibratedAnswers } from './calibrated-answers.js';

/** What recall, precision and F1 are made of: images of each class, (K). */
export interface ClassCounts {
  /** Images of the class. */
  readonly support: Float64Array;
  /** Images that the model gives the class. */
  readonly answered: Float64Array;
  /** Images of the class that the model gives the class. */
  readonly right: Float64Array;
}

/** @param weights (n), how often each image counts */
export function countClasses(
  { classCount, labels, topClasses }: CalibratedAnswers,
  weights: Weights,
): ClassCounts {
  const support = new Float64Array(classCount);
  const answered = new Float64Array(classCount);
  const right = new Float64Array(classCount);
  for (let i = 0; i < labels.length; i++) {
    const weight = weights[i] as number;
    const label = labels[i] as number;
    const topClass = topClasses[i] as number;
    (support[label] as number) += weight;
    (answered[topClass] as number) += weight;
    if (label === topClass) (right[label] as number) += weight;
  }
  return { support, answered, right };
}

/** Share of images whose top class is the true one. */
export function accuracy({ right, support }: ClassCounts): number {
  return sum(right) / sum(support);
}

/** right / support; null for a class without images. */
export function recalls({ right, support }: ClassCounts): (number | null)[] {
  return Array.from(right, (count, k) => ratio(count, support[k] as number));
}

/** Mean recall over the classes that have images. */
export function balancedAccuracy(counts: ClassCounts): number {
  return meanOfDefined(recalls(counts));
}

/** 2 right / (support + answered); null for a class without images that no answer names. */
export function f1Scores({ right, support, answered }: ClassCounts): (number | null)[] {
  return Array.from(right, (count, k) => ratio(2 * count, (support[k] as number) + (answered[k] as number)));
}

/** Mean F1 over the classes that have one, as scikit-learn's `f1_score(average="macro")`. */
export function macroF1(counts: ClassCounts): number {
  return meanOfDefined(f1Scores(counts));
}

/** counts[true class][answered class] */
export function confusionMatrix({ classCount, labels, topClasses }: CalibratedAnswers): number[][] {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const [i, label] of labels.entries()) {
    const row = counts[label] as number[];
    (row[topClasses[i] as number] as number)++;
  }
  return counts;
}

/** @returns null for a share of nothing */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** One at least is defined: an image has a class. */
function meanOfDefined(values: readonly (number | null)[]): number {
  const defined = values.filter((value) => value !== null);
  return sum(defined) / defined.length;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
