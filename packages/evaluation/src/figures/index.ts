/**
 * What answers are worth, in numbers: arithmetic alone. A thread that measures loads this, not the tables' reader, the fits and the
 * schemas with it.
 */
export type { PairedLogits } from './agreement.js';
export type { ClassFigures } from './class-figures.js';
export { classOrder } from './class-order.js';
export {
  type CompareOptions,
  type ComparisonFigures,
  compare,
  type DifferingAnswer,
} from './compare.js';
export { type EvaluateOptions, type EvaluationFigures, evaluate } from './evaluate.js';
export type { MalignantFigures, OperatingFigures } from './malignant.js';
export type { OutlierCounts, OutlierFigures } from './outliers.js';
export {
  type PrecisionLoss,
  precisionLoss,
  unlabelledLoss,
  worstLoss,
} from './precision-loss.js';
export type { PredictionSetFigures, PredictionSets } from './prediction-sets.js';
export type { BeforeAndAfter } from './probability-quality.js';
export type { ReliabilityBin } from './reliability.js';
export type { RiskCoveragePoint } from './risk-coverage.js';
export type { OperatingPoint } from './roc.js';
export { type VerdictFigures, type VerdictShare, verdictShares } from './verdicts.js';
