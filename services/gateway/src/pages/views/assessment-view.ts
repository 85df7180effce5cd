import type { Assessment } from '@slc/domain';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';

/** How far the answer may be believed: the verdict by its word, first, and why. */
export function assessmentView(
  { t }: PageContext,
  { verdict, reasons, predictionSet, outlier }: Assessment,
  classOf: ClassLookup,
) {
  const why = reasons.map((reason) => t(`assessment.reason.${reason}`)).join('; ');
  const classes = predictionSet?.classes.map((id) => classOf(id).name.text) ?? [];
  return {
    verdict,
    isClear: verdict === 'clear',
    sentence: t('assessment.sentence', {
      verdict: t(`assessment.${verdict}`),
      why: why || t('assessment.nothing'),
    }),
    plausible: classes.length > 1 ? t('assessment.plausible', { classes: classes.join(', ') }) : null,
    missing: missingLimits({ predictionSet, outlier }, t),
  };
}

/** What the model was not measured for, so that its absence is not taken for a good sign. */
function missingLimits(
  { predictionSet, outlier }: Pick<Assessment, 'predictionSet' | 'outlier'>,
  t: PageContext['t'],
): string | null {
  if (!predictionSet && !outlier) return t('assessment.noLimits');
  if (!predictionSet) return t('assessment.noPredictionSets');
  return outlier ? null : t('assessment.noOutlierLimits');
}
