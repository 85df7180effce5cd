import type { Estimate, Verdict } from '@slc/domain/light';
import type { LabelledAnswers } from '../answers.js';
import {
  type BootstrapOptions,
  bootstrap,
  eachImageOnce,
  type Resampling,
  resamplingOf,
} from './bootstrap.js';
import { type CalibratedAnswers, calibrateAnswers } from './calibrated-answers.js';
import { confusionMatrix } from './class-counts.js';
import { type AnswerFigures, answerFigures } from './class-figures.js';
import { type MalignantFigures, malignantFigures } from './malignant.js';
import { type OutlierCounts, type OutlierFigures, outlierFigures } from './outliers.js';
import { type PredictionSetFigures, type PredictionSets, predictionSetFigures } from './prediction-sets.js';
import { type ProbabilityQuality, probabilityQuality } from './probability-quality.js';
import { Ranking } from './ranking.js';
import { type RiskCoveragePoint, riskCoverageArea, riskCoverageCurve } from './risk-coverage.js';
import { type VerdictFigures, verdictFigures } from './verdicts.js';

export interface EvaluateOptions extends BootstrapOptions {
  /** T of the calibrated probabilities. */
  readonly temperature: number;
  /** (n), T of each image where it is not the same for all: images held out of a fit have their fold's. */
  readonly imageTemperatures?: readonly number[] | undefined;
  /** Share of malignant images that the predictive values assume; default: the images' own. */
  readonly prevalence?: number | undefined;
  readonly predictionSets?: PredictionSets | undefined;
  /** (n), the verdict of each answer. */
  readonly verdicts?: readonly Verdict[] | undefined;
  readonly outliers?: OutlierCounts | undefined;
}

/** What a model is worth on labelled images: plain JSON, null where a figure is not defined, never NaN. */
export interface EvaluationFigures extends AnswerFigures, ProbabilityQuality {
  readonly images: number;
  /** How many lesions or patients the images are of. */
  readonly groups: number;
  readonly temperature: number;
  readonly bootstrap: { readonly draws: number; readonly seed: number };
  /** counts[true class][answered class], ids of the classes in the same order. */
  readonly confusionMatrix: { readonly classes: readonly string[]; readonly counts: readonly number[][] };
  /** Null where the label set does not say which classes are malignant. */
  readonly malignant: MalignantFigures | null;
  readonly riskCoverage: { readonly area: Estimate; readonly curve: readonly RiskCoveragePoint[] };
  /** Null, as the two below, where it was not measured. */
  readonly predictionSets: PredictionSetFigures | null;
  readonly verdicts: readonly VerdictFigures[] | null;
  readonly outliers: OutlierFigures | null;
}

/**
 * @throws SlcError `invalid_request` without images; `internal` where arrays do not fit each other, or a logit is not finite
 */
export function evaluate(answers: LabelledAnswers, options: EvaluateOptions): EvaluationFigures {
  const { classes, groups, labels } = answers;
  const { temperature, imageTemperatures, prevalence, predictionSets, verdicts, outliers } = options;
  const before = calibrateAnswers(answers, 1);
  const after = calibrateAnswers(answers, imageTemperatures ?? temperature);
  const resampling = resamplingOf(groups, options);
  return {
    images: labels.length,
    groups: new Set(groups).size,
    temperature,
    bootstrap: { draws: resampling.draws, seed: resampling.seed },
    ...answerFigures(after, { classes, ...resampling }),
    ...probabilityQuality(before, after, resampling),
    confusionMatrix: { classes: classes.map(({ id }) => id), counts: confusionMatrix(after) },
    malignant: malignantFigures(after, { classes, prevalence, ...resampling }),
    riskCoverage: riskCoverage(after, resampling),
    predictionSets: predictionSets ? predictionSetFigures(after, predictionSets, resampling) : null,
    verdicts: verdicts ? verdictFigures(after, verdicts) : null,
    outliers: outliers ? outlierFigures(outliers, labels.length) : null,
  };
}

function riskCoverage({ topProbabilities, right }: CalibratedAnswers, resampling: Resampling) {
  const ranking = new Ranking(topProbabilities, right);
  return {
    area: bootstrap((weights) => riskCoverageArea(ranking.tally(weights)), resampling),
    curve: riskCoverageCurve(ranking.tally(eachImageOnce(right.length)), ranking.thresholds),
  };
}
