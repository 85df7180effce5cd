import { stackedBar } from '@slc/charts';
import { type Classification, MALIGNANCIES } from '@slc/domain';
import { plausibleOf } from './assessment-view.js';
import type { ClassLookup } from './class-words.js';
import type { PageContext } from './page-context.js';

/** More ids than these would not be read. */
const IDS_NAMED = 10;

/** How much of the probability is malignant, pre-malignant and benign. Null where the label set does not say which classes are. */
export function malignancyView(
  { t, format }: PageContext,
  { assessment, predictions, malignantProbability }: Classification,
  classOf: ClassLookup,
) {
  if (malignantProbability === undefined) return null;
  const classes = predictions.map(({ class: id, probability }) => ({ ...classOf(id), probability }));
  const parts = MALIGNANCIES.map((malignancy) => ({
    malignancy,
    words: t(`malignancy.${malignancy}`),
    of: classes.filter((one) => one.malignancy === malignancy),
  }));
  const drawn = parts
    .filter(({ of }) => of.length > 0)
    .map(({ malignancy, words, of }) => ({
      malignancy,
      words,
      amount: of.reduce((sum, { probability }) => sum + probability, 0),
    }));
  const summed = classes
    .filter(({ malignancy }) => malignancy === 'malignant' || malignancy === 'pre-malignant')
    .map(({ id }) => id);
  const hasPreMalignant = drawn.some(({ malignancy }) => malignancy === 'pre-malignant');
  const words = sumWords({ count: summed.length, hasPreMalignant }, t);
  const percent = format.percent(malignantProbability, 0);
  const isPlausible =
    assessment.verdict !== 'unusable' &&
    plausibleOf(assessment, predictions).some(({ class: id }) => summed.includes(id));
  return {
    words,
    /** In the colour of what is malignant only where one such class is plausible. */
    isPlausible,
    value: String(malignantProbability),
    percent,
    bar: stackedBar(drawn, { title: `${words}: ${percent}`, isTitled: true, hasCounts: false }, format),
    of:
      summed.length > IDS_NAMED
        ? t('result.sumOfMany', { count: format.count(summed.length) })
        : t('result.sumOf', { classes: summed.toSorted().join(', ') }),
  };
}

function sumWords(
  { count, hasPreMalignant }: { readonly count: number; readonly hasPreMalignant: boolean },
  t: PageContext['t'],
): string {
  if (hasPreMalignant) return t('result.sum');
  return t(count === 1 ? 'result.sumOne' : 'result.sumMalignant');
}
