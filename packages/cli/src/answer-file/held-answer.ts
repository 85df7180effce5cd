import {
  type ModelManifest,
  type ModelRef,
  type Prediction,
  plausibleClasses,
  rank,
  SlcError,
  type TabledAnswer,
  tableText,
  VERDICTS,
  type Verdict,
} from '@slc/domain';

/** What a record has of an answer. Nothing of it is known to be right. */
export interface WrittenAnswer {
  readonly verdict: string;
  readonly predictions: readonly Prediction[];
  /** The plausible classes, most probable first, separated by spaces; empty where there are none. */
  readonly set: string;
  /** Absent where the format does not say it. */
  readonly coverage?: number | undefined;
  readonly outlierScore: number | null;
  /** Absent where the format does not say it. */
  readonly unusableFrom?: number | undefined;
  /** Null where the format does not say it. */
  readonly engine: string | null;
  /** When it was given; null where the format does not say it. */
  readonly time: Date | null;
}

/** An answer from a file, with all that figures and tables take of it. */
export interface HeldAnswer extends TabledAnswer, Pick<WrittenAnswer, 'engine' | 'time'> {}

/** What a model would say of the same logits. */
export interface AnsweringModel {
  readonly manifest: ModelManifest;
  readonly model: ModelRef;
}

/** Another machine's exponential function may differ in the last bit. */
const PROBABILITY_TOLERANCE = 1e-9;

/**
 * The answer that a record holds, where this model with these limits would say the same of its logits: answers under another
 * temperature or other limits would make figures of two models.
 *
 * @throws SlcError `invalid_request` saying what differs
 */
export function heldAnswer(written: WrittenAnswer, { manifest, model }: AnsweringModel): HeldAnswer {
  const { labels, temperature } = manifest;
  const byClass = new Map(written.predictions.map((prediction) => [prediction.class, prediction]));
  const logits = labels.map(({ id }) => byClass.get(id)?.logit);
  if (byClass.size !== labels.length || !logits.every(isFiniteNumber)) {
    throw refusal(`expected a logit of each of the model’s ${labels.length} classes, and of no other`);
  }
  const ranked = rank(logits, labels, temperature.value);
  const predictions = ranked.predictions.map((prediction) => {
    const probability = byClass.get(prediction.class)?.probability ?? Number.NaN;
    // Also of one that is no number.
    if (!(Math.abs(probability - prediction.probability) <= PROBABILITY_TOLERANCE)) {
      throw refusal(`its probabilities are not those of the model’s temperature, ${temperature.value}`);
    }
    return { ...prediction, probability };
  });
  return {
    ...{ ...ranked, predictions, model, engine: written.engine, time: written.time },
    assessment: {
      verdict: verdictOf(written),
      predictionSet: predictionSetOf(written, predictions, manifest),
      outlier: outlierOf(written, manifest),
    },
  };
}

function verdictOf({ verdict }: WrittenAnswer): Verdict {
  const known = VERDICTS.find((one) => one === verdict);
  if (known) return known;
  throw refusal(`expected a verdict (${VERDICTS.join(', ')}), got ${JSON.stringify(verdict)}`);
}

function predictionSetOf(
  { set, coverage }: WrittenAnswer,
  predictions: readonly Prediction[],
  { predictionSet: limits }: ModelManifest,
): HeldAnswer['assessment']['predictionSet'] {
  const plausible = plausibleClasses(predictions, limits);
  const expected = plausible?.classes.join(' ') ?? '';
  if (
    (set === expected || set === tableText(expected)) &&
    (coverage ?? limits?.coverage) === limits?.coverage
  )
    return plausible;
  throw refusal(`its set of plausible classes is not that of the model’s limits`);
}

function outlierOf(
  { outlierScore: score, unusableFrom }: WrittenAnswer,
  { outliers: limits }: ModelManifest,
): HeldAnswer['assessment']['outlier'] {
  if (score === null && !limits) return null;
  if (isFiniteNumber(score) && limits && (unusableFrom ?? limits.unusableFrom) === limits.unusableFrom) {
    return { score, unusableFrom: limits.unusableFrom };
  }
  throw refusal(`its outlier score is not one under the model’s limits`);
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function refusal(why: string): SlcError {
  return new SlcError('invalid_request', why);
}
