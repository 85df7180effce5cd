import type { Locale, ModelManifest } from '@slc/domain';
import type { ComparisonFigures } from '../figures/compare.js';
import type { EvaluationFigures } from '../figures/evaluate.js';
import type { ModelCalibration } from '../fits/calibrate-model.js';
import type { LeftOut } from '../labelled-data/labelled-data.js';

/** All that a report says. Clock, command line and files are arguments: the same input gives the same report. */
export interface ReportInput {
  readonly language: Locale;
  readonly model: ReportModel;
  readonly data: ReportData;
  /** Of a calibration: measured on images held out of the fit. */
  readonly figures: EvaluationFigures;
  /** As `worstMistakes` gives them, with the names of their files. */
  readonly mistakes: readonly ReportMistake[];
  /** The same images answered by a second model. */
  readonly comparison?: ReportComparison | undefined;
  readonly calibration?: ReportCalibration | undefined;
  readonly run: {
    readonly at: Date;
    /** As it was typed, such as `slc evaluate --model compact-lite0 --data labels.csv`. */
    readonly command: string;
    /** Of the software that the figures come from. */
    readonly versions: readonly { readonly name: string; readonly version: string }[];
  };
}

export interface ReportModel {
  readonly manifest: ModelManifest;
  /** Hex digest of the weights: of the file, or of all files where they are several. */
  readonly sha256: string;
  /** Such as `onnx`. */
  readonly engine: string;
  /** Of the network's numbers, such as `float32`. */
  readonly precision: string;
  /** It was calibrated on these images, and the figures are not held out of that. */
  readonly seenInCalibration: boolean;
}

export interface ReportData {
  /** Name of the table or folder. */
  readonly source: string;
  /** Images that are not found or cannot be read. */
  readonly failed: readonly ReportFault[];
  readonly leftOut: readonly LeftOut[];
  /** Of whose images alone the figures are, where that is one of several disjoint shares. */
  readonly shard?: { readonly number: number; readonly of: number } | undefined;
}

export interface ReportFault {
  readonly file: string;
  /** In English, as the command line says it. */
  readonly message: string;
}

export interface ReportMistake {
  readonly file: string;
  /** Id of the true class. */
  readonly label: string;
  /** Id of the class that the model named. */
  readonly answer: string;
  /** Of the class that it named. */
  readonly probability: number;
  /** Sum over the malignant and pre-malignant classes; null where the label set does not say which these are. */
  readonly malignantProbability: number | null;
  /** A JPEG as a `data:` address. */
  readonly thumbnail?: string | undefined;
}

export interface ReportComparison {
  /** `first` is the report's own model. */
  readonly figures: ComparisonFigures;
  readonly second: ReportModel;
  /** (n), of the images that both answered, as `DifferingAnswer.image` counts them. */
  readonly files: readonly string[];
  /** Images that the second model gives no answer for. */
  readonly secondFailed: readonly ReportFault[];
}

export interface ReportCalibration {
  readonly fits: ModelCalibration;
  /** The same images with the temperature that the model came with. */
  readonly before: EvaluationFigures;
}
