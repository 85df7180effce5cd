import { type Assessment, type ModelManifest, type Prediction, REASONS, SlcError } from '@slc/domain';
import { predictionSet } from '@slc/evaluation';
import type { JudgedQuality } from '@slc/image';

/** What is known of one image and its answer. */
export interface Observations {
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  readonly views: Assessment['views'];
  /** Null where no score was computed. */
  readonly outlierScore: number | null;
  /** Figures of the picture's quality, and which of them speak against judging it. */
  readonly quality: JudgedQuality;
}

/** What the model's manifest says about when to believe it. */
export type AssessmentLimits = Pick<ModelManifest, 'predictionSet' | 'outliers'>;

/** The share of the views that have to have the answer's top class. */
const AGREEING_VIEWS = 3 / 4;

/** For a model without measured prediction sets: several classes are plausible below either. */
const CLEAR_PROBABILITY = 0.7;
const CLEAR_LEAD = 0.2;

/**
 * Says how far an answer may be believed. `unusable`: the picture cannot be judged, by its quality or its outlier score.
 * Else `undecided`: several classes are plausible, the views disagree, or the picture is unlike those that the model was
 * made for. Else `clear`. Every reason that holds is named, whichever of them decided.
 *
 * @throws SlcError `internal` when the outlier score is not finite: a broken model must never become an answer
 */
export function assess(
  { predictions, views, outlierScore, quality: { quality, reasons } }: Observations,
  limits: AssessmentLimits,
): Assessment {
  const set = plausibleClasses(predictions, limits.predictionSet);
  const outlier = outlierOf(outlierScore, limits.outliers);
  const held = new Set(reasons);
  if (set ? set.classes.length > 1 : isCloseCall(predictions)) held.add('several-classes');
  if (views && views.agreeing < AGREEING_VIEWS * views.count) held.add('views-disagree');
  if (outlier && outlier.score > 1) held.add('unlike-training');
  const isUnusable = reasons.length > 0 || (outlier !== null && outlier.score > outlier.unusableFrom);
  return {
    verdict: isUnusable ? 'unusable' : held.size > 0 ? 'undecided' : 'clear',
    reasons: REASONS.filter((reason) => held.has(reason)),
    predictionSet: set,
    outlier,
    quality,
    views,
  };
}

function plausibleClasses(
  predictions: readonly Prediction[],
  limits: AssessmentLimits['predictionSet'],
): Assessment['predictionSet'] {
  if (!limits) return null;
  const ids = predictions.map((prediction) => prediction.class);
  const probabilities = predictions.map(({ probability }) => probability);
  const isMember = predictionSet(probabilities, ids, limits);
  return { classes: ids.filter((_, index) => isMember[index]), coverage: limits.coverage };
}

function outlierOf(score: number | null, limits: AssessmentLimits['outliers']): Assessment['outlier'] {
  if (score === null || !limits) return null;
  if (!Number.isFinite(score)) {
    throw new SlcError('internal', `outlier score: expected a finite number, got ${score}`);
  }
  return { score, unusableFrom: limits.unusableFrom };
}

function isCloseCall([top, second]: readonly Prediction[]): boolean {
  if (!top) throw new SlcError('internal', 'predictions: expected one class at least, got none');
  return top.probability < CLEAR_PROBABILITY || top.probability - (second?.probability ?? 0) < CLEAR_LEAD;
}
