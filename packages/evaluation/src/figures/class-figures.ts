import { type Estimate, type LesionClass, wilson, wilsonOrNull } from '@slc/domain/light';
import { bootstrap, eachImageOnce, type Resampling } from './bootstrap.js';
import type { CalibratedAnswers } from './calibrated-answers.js';
import { balancedAccuracy, countClasses, f1Scores, macroF1 } from './class-counts.js';
import { Ranking } from './ranking.js';
import { averagePrecision, type OperatingPoint, rocAuc, rocCurve } from './roc.js';

export interface ClassFigures {
  /** The class's id. */
  readonly class: string;
  /** Images of the class. */
  readonly support: number;
  /** Null without images of the class. */
  readonly recall: Estimate | null;
  /** Null where no answer names the class. */
  readonly precision: Estimate | null;
  /** Null where neither is defined. */
  readonly f1: Estimate | null;
  /** Of the class's probability, against all other classes. Null where all images are of the class, or none is. */
  readonly rocAuc: Estimate | null;
  readonly averagePrecision: Estimate | null;
  readonly roc: readonly OperatingPoint[] | null;
}

export interface AnswerFigures {
  readonly accuracy: Estimate;
  /** Mean recall over the classes that have images. */
  readonly balancedAccuracy: Estimate;
  /** Mean F1 over the classes that have images or are answered. */
  readonly macroF1: Estimate;
  readonly perClass: readonly ClassFigures[];
}

/** How often answers are right: accuracy, recall and precision with Wilson intervals, the others by bootstrap. */
export function answerFigures(
  answers: CalibratedAnswers,
  { classes, ...resampling }: Resampling & { readonly classes: readonly LesionClass[] },
): AnswerFigures {
  const once = eachImageOnce(answers.labels.length);
  const { support, answered, right } = countClasses(answers, once);
  const rankings = classes.map((_, k) => rankClass(answers, k));
  const estimated = bootstrap((weights) => {
    const counts = countClasses(answers, weights);
    return {
      balancedAccuracy: balancedAccuracy(counts),
      macroF1: macroF1(counts),
      f1: f1Scores(counts),
      ranks: rankings.map((ranking) => {
        const steps = ranking.tally(weights);
        return { rocAuc: rocAuc(steps), averagePrecision: averagePrecision(steps) };
      }),
    };
  }, resampling);
  return {
    accuracy: wilson(
      right.reduce((sum, count) => sum + count, 0),
      answers.labels.length,
    ),
    balancedAccuracy: estimated.balancedAccuracy,
    macroF1: estimated.macroF1,
    perClass: rankings.map((ranking, k) => ({
      class: classes[k]?.id ?? '',
      support: support[k] as number,
      recall: wilsonOrNull(right[k] as number, support[k] as number),
      precision: wilsonOrNull(right[k] as number, answered[k] as number),
      f1: estimated.f1[k] ?? null,
      rocAuc: estimated.ranks[k]?.rocAuc ?? null,
      averagePrecision: estimated.ranks[k]?.averagePrecision ?? null,
      roc: rocCurve(ranking.tally(once), ranking.thresholds),
    })),
  };
}

/** Images by their probability of one class. */
export function rankClass({ classCount, labels, probabilities }: CalibratedAnswers, k: number): Ranking {
  return new Ranking(
    Float64Array.from(labels, (_, image) => probabilities[image * classCount + k] as number),
    Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
  );
}
