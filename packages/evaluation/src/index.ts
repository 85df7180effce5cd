export type { Embeddings, LabelledAnswers } from './answers.js';
export * from './figures/index.js';
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
