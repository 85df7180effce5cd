export type { Embeddings, LabelledAnswers } from './answers.js';
export type { PairedLogits } from './figures/agreement.js';
export type { ClassFigures } from './figures/class-figures.js';
export { classOrder } from './figures/class-order.js';
export {
  type CompareOptions,
  type ComparisonFigures,
  compare,
  type DifferingAnswer,
} from './figures/compare.js';
export { type EvaluateOptions, type EvaluationFigures, evaluate } from './figures/evaluate.js';
export type { MalignantFigures, OperatingFigures } from './figures/malignant.js';
export type { OutlierCounts, OutlierFigures } from './figures/outliers.js';
export {
  type PrecisionLoss,
  precisionLoss,
  unlabelledLoss,
  worstLoss,
} from './figures/precision-loss.js';
export type { PredictionSetFigures, PredictionSets } from './figures/prediction-sets.js';
export type { BeforeAndAfter } from './figures/probability-quality.js';
export type { ReliabilityBin } from './figures/reliability.js';
export type { RiskCoveragePoint } from './figures/risk-coverage.js';
export type { OperatingPoint } from './figures/roc.js';
export { type VerdictFigures, type VerdictShare, verdictShares } from './figures/verdicts.js';
export {
  assertCalibratable,
  type CalibrationOptions,
  type CalibrationStep,
  calibrateModel,
  type FittedAnswers,
  type HeldOutAnswers,
  type ModelCalibration,
  type WrongSortImages,
  whyNotCalibratable,
} from './fits/calibrate-model.js';
export type { ObservedImages } from './fits/held-out-verdicts.js';
export type { NotFitted } from './fits/not-fitted.js';
export type { HeldOutOutliers, OutlierCalibration } from './fits/outliers/calibrate-outliers.js';
export { type OutlierDetector, outlierScore, withLimit } from './fits/outliers/detector.js';
export { decodeOutliers, encodeOutliers } from './fits/outliers/outliers-file.js';
export { refitOutlierLimits } from './fits/outliers/refit-limits.js';
export { selectImages } from './fits/select-images.js';
export { fitTemperature } from './fits/temperature.js';
export {
  type LabelledData,
  type LabelledImage,
  type LeftOut,
  type LeftOutReason,
  numberGroups,
} from './labelled-data/labelled-data.js';
export {
  type LabelledDataOptions,
  namesClasses,
  readLabelledData,
  TABLE_IN_FOLDER,
} from './labelled-data/read-labelled-data.js';
export { Random } from './random.js';
