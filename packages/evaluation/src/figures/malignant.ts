import { type Estimate, isMalignantOrPreMalignant, type LesionClass } from '@slc/domain/light';
import { bootstrap, type Estimated, eachImageOnce, type Resampling } from './bootstrap.js';
import type { CalibratedAnswers } from './calibrated-answers.js';
import { ratio } from './class-counts.js';
import { Ranking } from './ranking.js';
import {
  averagePrecision,
  type Demand,
  type OperatingPoint,
  operatingPoint,
  rocAuc,
  rocCurve,
} from './roc.js';

/** How well the sum over the malignant and pre-malignant classes tells these from the others. */
export interface MalignantFigures {
  /** Images of a malignant or pre-malignant class. */
  readonly support: number;
  /** Share of malignant images for which the predictive values hold. */
  readonly prevalence: number;
  /** This and everything below is null where all images are malignant, or none is. */
  readonly rocAuc: Estimate | null;
  readonly averagePrecision: Estimate | null;
  readonly roc: readonly OperatingPoint[] | null;
  /** At 80, 90 and 95 % specificity, then sensitivity. */
  readonly operatingPoints: readonly OperatingFigures[];
}

/** Each draw of the bootstrap chooses its own threshold. */
export interface OperatingFigures extends Demand, Estimated<PointFigures> {
  /** Called malignant from this sum on. */
  readonly threshold: number | null;
}

interface PointFigures {
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly positivePredictiveValue: number | null;
  readonly negativePredictiveValue: number | null;
}

const DEMANDS = (['specificity', 'sensitivity'] as const).flatMap((figure) =>
  [0.8, 0.9, 0.95].map((atLeast): Demand => ({ figure, atLeast })),
);

/**
 * @param options.prevalence default: the images' own
 * @returns null where the label set does not say of each class whether it is malignant
 */
export function malignantFigures(
  answers: CalibratedAnswers,
  { classes, prevalence, ...resampling }: Resampling & MalignantOptions,
): MalignantFigures | null {
  const ranking = rankMalignant(answers, classes);
  if (ranking === null) return null;
  const { thresholds } = ranking;
  const steps = ranking.tally(eachImageOnce(answers.labels.length));
  const support = steps.positives.reduce((total, count) => total + count, 0);
  const roc = rocCurve(steps, thresholds);
  const found = DEMANDS.map((demand) => operatingPoint(steps, thresholds, demand)?.threshold ?? null);
  const assumed = prevalence ?? support / answers.labels.length;
  const { operatingPoints, ...areas } = bootstrap((weights) => {
    const drawn = ranking.tally(weights);
    return {
      rocAuc: rocAuc(drawn),
      averagePrecision: averagePrecision(drawn),
      operatingPoints: DEMANDS.map((demand) =>
        pointFigures(operatingPoint(drawn, thresholds, demand), assumed),
      ),
    };
  }, resampling);
  return {
    support,
    prevalence: assumed,
    ...areas,
    roc,
    operatingPoints: operatingPoints.map((figures, i) => ({
      // Safe: there is a point for each demand.
      ...(DEMANDS[i] as Demand),
      threshold: found[i] ?? null,
      ...figures,
    })),
  };
}

export interface MalignantOptions {
  readonly classes: readonly LesionClass[];
  readonly prevalence?: number | undefined;
}

/** Images by the sum of their malignant and pre-malignant probabilities; null where a class does not say which it is. */
export function rankMalignant(
  { classCount, labels, probabilities }: CalibratedAnswers,
  classes: readonly LesionClass[],
): Ranking | null {
  const malignant = classes.map(isMalignantOrPreMalignant);
  if (malignant.includes(null)) return null;
  const sums = Float64Array.from(labels, (_, image) => {
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      if (malignant[k]) sum += probabilities[image * classCount + k] as number;
    }
    // Rounding can take it above 1.
    return Math.min(sum, 1);
  });
  return new Ranking(
    sums,
    Uint8Array.from(labels, (label) => (malignant[label] ? 1 : 0)),
  );
}

/** With the predictive values by Bayes' rule. */
function pointFigures(point: OperatingPoint | null, prevalence: number): PointFigures {
  if (point === null) return NO_POINT;
  const { sensitivity, specificity } = point;
  const truePositive = sensitivity * prevalence;
  const trueNegative = specificity * (1 - prevalence);
  return {
    sensitivity,
    specificity,
    positivePredictiveValue: ratio(truePositive, truePositive + (1 - specificity) * (1 - prevalence)),
    negativePredictiveValue: ratio(trueNegative, trueNegative + (1 - sensitivity) * prevalence),
  };
}

const NO_POINT: PointFigures = {
  sensitivity: null,
  specificity: null,
  positivePredictiveValue: null,
  negativePredictiveValue: null,
};
