import type { LabelledAnswers } from '../answers.js';

/** (K), images of each class. */
export function imagesPerClass({ classes, labels }: Pick<LabelledAnswers, 'classes' | 'labels'>): number[] {
  const counts = new Array<number>(classes.length).fill(0);
  // Safe: labels are below K.
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}
