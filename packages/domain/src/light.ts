/**
 * What loads no library: what the product talks about, without the schemas that check a manifest. A command line takes its
 * choices, its texts and its errors from here, and starts without waiting for what it may never need.
 */
export {
  type AnswerRow,
  answerCells,
  answerColumns,
  modelCell,
  type TabledAnswer,
  tableText,
  type Unanswered,
} from './answer-table.js';
export * from './assessment.js';
export * from './calibration.js';
export { type ClassCodes, type Code, classCodes, SNOMED_CONCEPTS } from './class-codes.js';
export { CLASS_NAMES, isClassName } from './class-name.js';
export { ClassNames } from './class-names.js';
export * from './classification.js';
export * from './describe-map.js';
export * from './errors.js';
export * from './explanation.js';
export { hasBytes } from './file-bytes.js';
export { describeForeignFile, FOREIGN_FILE_HEAD_BYTES } from './foreign-files.js';
export { createFormat, type Format } from './format.js';
export * from './guesses.js';
export * from './image-formats.js';
export { MOST_SIDE_PIXELS } from './input-size.js';
export {
  classById,
  isMalignantOrPreMalignant,
  KNOWN_CLASSES,
  LABEL_SETS,
  type LabelSetName,
  unknownClass,
} from './label-sets.js';
export { LANGUAGES, LOCALES, type Locale } from './languages.js';
export {
  type ClassTexts,
  type ClassTranslation,
  type LesionClass,
  MALIGNANCIES,
  type Malignancy,
} from './lesion-classes.js';
export type { Estimate, Interval } from './manifest.js';
export { int8Of, manifestAt } from './manifest-at.js';
export { createTranslate, type MessageValues, type Translate } from './messages.js';
export * from './model-state.js';
export { classesNamed } from './named-classes.js';
export * from './output-names.js';
export * from './precision.js';
export { plausibleClasses, predictionSet, type SetThresholds } from './prediction-set.js';
export * from './preprocessing-geometry.js';
export { PRESET_NAMES, type PresetName, presetRecipe } from './preprocessing-presets.js';
export { IMAGE_HEAD_BYTES, recogniseImage } from './recognise-image.js';
export { isReadable, readable, shown } from './shown.js';
export { wilson, wilsonOrNull } from './wilson.js';
export { type RetryOptions, withRetries } from './with-retries.js';
