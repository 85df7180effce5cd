import {
  type Assessment,
  type Classification,
  isFaultOfPicture,
  type Prediction,
  reasonsToTell,
} from '@slc/domain';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';

/**
 * How far the answer may be believed: the verdict by its word, first, and why; then what the answer is. Of a drawing that
 * means nothing, and wherever the verdict stands, that stands before it.
 */
export function assessmentView(
  context: PageContext,
  { assessment, predictions }: Pick<Classification, 'assessment' | 'predictions'>,
  { classOf, isDrawing }: { readonly classOf: ClassLookup; readonly isDrawing: boolean },
) {
  const { t } = context;
  const { verdict } = assessment;
  const isUnusable = verdict === 'unusable';
  const word = t(`assessment.${verdict}`);
  const why = reasonWords(context, assessment);
  const answer = isUnusable ? null : answerView(context, { assessment, predictions }, classOf);
  const outcome = t('assessment.outcome', { verdict: word, answer: answer?.text ?? why });
  return {
    verdict,
    isUnusable,
    word,
    sentence: t(isUnusable ? 'assessment.sentence.unusable' : 'assessment.sentence', { verdict: word, why }),
    /** The verdict with the answer, in one line: for lists and titles. */
    outcome: isDrawing ? t('assessment.outcome.drawing', { outcome }) : outcome,
    answer,
    advice: isUnusable ? adviceOn(context, assessment) : [],
    missing: missingLimits(assessment, t),
  };
}

/** What is wrong with the picture, in one clause; then what else speaks against the answer, where it is of use. */
function reasonWords({ t, format }: PageContext, assessment: Assessment): string {
  const { faults, others } = reasonsToTell(assessment);
  const clauses = [
    ...(faults.length > 0
      ? [t('assessment.picture', { faults: format.and(faults.map((one) => t(`assessment.reason.${one}`))) })]
      : []),
    ...others.map((one) => t(`assessment.reason.${one}`)),
  ];
  return clauses.length > 0 ? clauses.join('; ') : t('assessment.nothing');
}

/** More classes than these in one sentence would not be read: the others are in the table. */
const CLASSES_NAMED = 4;

function answerView(
  { t, format }: PageContext,
  { assessment, predictions }: Pick<Classification, 'assessment' | 'predictions'>,
  classOf: ClassLookup,
) {
  const plausible = plausibleOf(assessment, predictions);
  const named = plausible.slice(0, CLASSES_NAMED).map(({ class: id, probability }) => ({
    ...classOf(id),
    percent: format.percent(probability, 0),
  }));
  const hidden = plausible.length - named.length;
  const others = hidden === 0 ? null : t('assessment.others', { count: format.integer(hidden) });
  const words = named.map(({ inSentence, percent }) => t('assessment.class', { class: inSentence, percent }));
  return {
    classes: named.map((one, index) => ({
      ...one,
      /** The last of several: after an "or". */
      isAlternative: index > 0 && index === plausible.length - 1,
    })),
    others,
    text: format.or(others === null ? words : [...words, others]),
  };
}

/** The prediction set; without one, the two classes that are too close to call, or the most probable one. */
export function plausibleOf(
  { reasons, predictionSet }: Assessment,
  predictions: readonly Prediction[],
): readonly Prediction[] {
  if (!predictionSet) return predictions.slice(0, reasons.includes('several-classes') ? 2 : 1);
  const ids = new Set(predictionSet.classes);
  return predictions.filter(({ class: id }) => ids.has(id));
}

/** How to take a better picture: one piece of advice for each thing that is wrong with this one. */
function adviceOn({ t }: PageContext, { reasons }: Assessment): readonly string[] {
  return reasons.filter(isFaultOfPicture).map((reason) => t(`advice.${reason}`));
}

/** What the model was not measured for, so that its absence is not taken for a good sign. */
function missingLimits({ predictionSet, outlier, quality }: Assessment, t: PageContext['t']): string | null {
  const sentences = [
    ...(predictionSet || outlier ? [] : [t('assessment.noLimits')]),
    ...(!predictionSet && outlier ? [t('assessment.noPredictionSets')] : []),
    ...(predictionSet && !outlier ? [t('assessment.noOutlierLimits')] : []),
    ...(quality.length > 0 ? [] : [t('assessment.noQuality')]),
  ];
  return sentences.length > 0 ? sentences.join(' ') : null;
}
