import type { PredictionSetLimits, SetThresholds } from '@slc/domain';
import type { LabelledAnswers, PairedLogits, PrecisionLoss } from '@slc/evaluation';

/** What the thread is asked for that measures what int8 loses. */
export type LossOrder = UnlabelledOrder | LabelledOrder;

export interface UnlabelledOrder {
  readonly kind: 'unlabelled';
  /** First float32's, then int8's. */
  readonly answers: PairedLogits;
}

export interface LabelledOrder {
  readonly kind: 'labelled';
  readonly float32: LabelledAnswers;
  readonly int8: LabelledAnswers;
  /** T of float32, which int8 keeps where nothing is fitted. */
  readonly temperature: number;
  /** Of the prediction sets; null where these images are not enough to fit anything. */
  readonly coverage: number | null;
}

/** What int8 loses, and what was fitted to its answers. */
export interface MeasuredLoss {
  readonly loss: PrecisionLoss;
  /** Null where nothing was fitted. */
  readonly fit: Int8Fit | null;
}

export interface Int8Fit {
  readonly temperature: number;
  /** False where no temperature fits best. */
  readonly isTemperatureFitted: boolean;
  readonly predictionSet: SetThresholds;
  readonly heldOutSets: NonNullable<PredictionSetLimits['heldOut']>;
}
