import {
  type Assessment,
  judgeAnswer,
  type ModelManifest,
  type Prediction,
  plausibleClasses,
  SlcError,
} from '@slc/domain';
import type { JudgedQuality } from '@slc/image';

/** What is known of one image and its answer. */
export interface Observations {
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  readonly views: Assessment['views'];
  /** Null where no score was computed. */
  readonly outlierScore: number | null;
  /** Figures of the picture's quality, and which of them speak against judging it. Null where that was left out. */
  readonly quality: JudgedQuality | null;
}

/** What the model's manifest says about when to believe it. */
export type AssessmentLimits = Pick<ModelManifest, 'predictionSet' | 'outliers'>;

/** For a model without measured prediction sets: several classes are plausible below either. */
const CLEAR_PROBABILITY = 0.7;
const CLEAR_LEAD = 0.2;

/**
 * Says how far an answer may be believed: `judgeAnswer` with the limits of a model.
 *
 * @throws SlcError `internal` when the outlier score is not finite: a broken model must never become an answer
 */
export function assess(
  { predictions, views, outlierScore, quality: judged }: Observations,
  limits: AssessmentLimits,
): Assessment {
  const set = plausibleClasses(predictions, limits.predictionSet);
  const outlier = outlierOf(outlierScore, limits.outliers);
  const hasSeveralPlausibleClasses = set ? set.classes.length > 1 : isCloseCall(predictions);
  const verdict = judgeAnswer({
    quality: judged?.reasons ?? null,
    hasSeveralPlausibleClasses,
    views,
    outlier,
  });
  return { ...verdict, predictionSet: set, outlier, quality: judged?.quality ?? [], views };
}

function outlierOf(score: number | null, limits: AssessmentLimits['outliers']): Assessment['outlier'] {
  if (score === null || !limits) return null;
  if (!Number.isFinite(score)) {
    const message = `outlier score: expected a finite number of the model's embedding, got ${score} for this image`;
    throw new SlcError('invalid_model', message);
  }
  return { score, unusableFrom: limits.unusableFrom };
}

function isCloseCall([top, second]: readonly Prediction[]): boolean {
  if (!top) throw new SlcError('internal', 'predictions: expected one class at least, got none');
  return top.probability < CLEAR_PROBABILITY || top.probability - (second?.probability ?? 0) < CLEAR_LEAD;
}
