import type { ErrorCode } from '@slc/domain';
import type {
  CalibrationOptions,
  CalibrationStep,
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

export type FitReply =
  | { readonly kind: 'step'; readonly step: CalibrationStep }
  | { readonly kind: 'fitted'; readonly fit: Fit }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly cause: unknown;
    };
