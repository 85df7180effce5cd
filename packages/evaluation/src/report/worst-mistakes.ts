import { isMalignantOrPreMalignant } from '@slc/domain';
import type { LabelledAnswers } from '../answers.js';
import { calibrateAnswers } from '../figures/calibrated-answers.js';

/** A wrong answer. */
export interface Mistake {
  /** Its place among the images, from 0. */
  readonly image: number;
  /** Id of the true class. */
  readonly label: string;
  /** Id of the class that the model named. */
  readonly answer: string;
  /** Of the class that it named. */
  readonly probability: number;
  /** Sum over the malignant and pre-malignant classes; null where the label set does not say which these are. */
  readonly malignantProbability: number | null;
}

export interface MistakeOptions {
  /** T, or (n), T of each image. */
  readonly temperature: number | readonly number[];
  readonly most: number;
}

/**
 * The mistakes that would cost a patient most, the surest first: malignant and pre-malignant lesions that got a benign name. Where
 * the label set does not say which classes these are, all wrong answers count.
 */
export function worstMistakes(answers: LabelledAnswers, { temperature, most }: MistakeOptions): Mistake[] {
  const { classes } = answers;
  const calibrated = calibrateAnswers(answers, temperature);
  const { labels, probabilities, topClasses, topProbabilities, right } = calibrated;
  const malignant = classes.map(isMalignantOrPreMalignant);
  const areAllKnown = !malignant.includes(null);
  const isDangerous = (image: number) =>
    !areAllKnown || (malignant[labels[image] ?? -1] === true && malignant[topClasses[image] ?? -1] === false);
  const malignantSum = (image: number) =>
    malignant.reduce(
      (sum, counts, k) => sum + (counts ? (probabilities[image * classes.length + k] ?? 0) : 0),
      0,
    );
  return Array.from(labels.keys())
    .filter((image) => right[image] === 0 && isDangerous(image))
    .toSorted((a, b) => (topProbabilities[b] ?? 0) - (topProbabilities[a] ?? 0))
    .slice(0, most)
    .map((image) => ({
      image,
      label: classes[labels[image] ?? -1]?.id ?? '',
      answer: classes[topClasses[image] ?? -1]?.id ?? '',
      probability: topProbabilities[image] ?? 0,
      malignantProbability: areAllKnown ? Math.min(1, malignantSum(image)) : null,
    }));
}
