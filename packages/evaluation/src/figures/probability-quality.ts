import type { Estimate, Interval } from '@slc/domain';
import { bootstrap, type Resampling, type Statistic } from './bootstrap.js';
import { brierScores } from './brier-scores.js';
import type { CalibratedAnswers } from './calibrated-answers.js';
import {
  adaptiveCalibrationError,
  calibrationError,
  classwiseCalibrationError,
} from './calibration-error.js';
import { type ReliabilityBin, reliabilityBins } from './reliability.js';
import { weightedMean } from './weighted-mean.js';

/** How honest the probabilities are, before (T = 1) and after temperature. Intervals by bootstrap. */
export interface ProbabilityQuality {
  /** Mean negative log-likelihood, in nats. */
  readonly nll: { readonly before: Estimate; readonly after: Estimate };
  readonly brier: BeforeAndAfter;
  readonly ece: BeforeAndAfter;
  readonly adaptiveEce: BeforeAndAfter;
  readonly classwiseEce: BeforeAndAfter;
  readonly reliability: {
    readonly before: readonly ReliabilityBin[];
    readonly after: readonly ReliabilityBin[];
  };
}

/** `before95` and `after95` are 95 % intervals. Draws of a calibration error lie above it on average. */
export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
  readonly before95: Interval;
  readonly after95: Interval;
}

/**
 * @param before the answers at T = 1
 * @param after the same answers at the model's temperature
 */
export function probabilityQuality(
  before: CalibratedAnswers,
  after: CalibratedAnswers,
  resampling: Resampling,
): ProbabilityQuality {
  const measures = { before: qualityStatistic(before), after: qualityStatistic(after) };
  const estimated = bootstrap(
    (weights) => ({ before: measures.before(weights), after: measures.after(weights) }),
    resampling,
  );
  const both = (figure: Exclude<keyof Quality, 'nll'>) =>
    beforeAndAfter(estimated.before[figure], estimated.after[figure]);
  return {
    nll: { before: estimated.before.nll, after: estimated.after.nll },
    brier: both('brier'),
    ece: both('ece'),
    adaptiveEce: both('adaptiveEce'),
    classwiseEce: both('classwiseEce'),
    reliability: { before: reliabilityBins(before), after: reliabilityBins(after) },
  };
}

interface Quality {
  readonly nll: number;
  readonly brier: number;
  readonly ece: number;
  readonly adaptiveEce: number;
  readonly classwiseEce: number;
}

function qualityStatistic(answers: CalibratedAnswers): Statistic<Quality> {
  const brier = brierScores(answers);
  const ece = calibrationError(answers);
  const adaptiveEce = adaptiveCalibrationError(answers);
  const classwiseEce = classwiseCalibrationError(answers);
  return (weights) => ({
    nll: weightedMean(answers.logLosses, weights),
    brier: weightedMean(brier, weights),
    ece: ece(weights),
    adaptiveEce: adaptiveEce(weights),
    classwiseEce: classwiseEce(weights),
  });
}

function beforeAndAfter(before: Estimate, after: Estimate): BeforeAndAfter {
  return {
    before: before.value,
    after: after.value,
    before95: { low: before.low, high: before.high },
    after95: { low: after.low, high: after.high },
  };
}
