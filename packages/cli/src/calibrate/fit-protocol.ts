import type {
  CalibrationOptions,
  EvaluationFigures,
  LabelledAnswers,
  ModelCalibration,
} from '@slc/evaluation';

/** What the thread that fits is asked for. */
export interface FitOrder {
  readonly answers: LabelledAnswers;
  /** `temperature` is the one that the model came with. */
  readonly options: Omit<CalibrationOptions, 'onStep' | 'seed'>;
}

export interface Fit {
  readonly calibration: ModelCalibration;
  /** At the temperature that the model came with. */
  readonly before: EvaluationFigures;
  /** Each image by what was fitted without its lesion or patient. */
  readonly after: EvaluationFigures;
}
