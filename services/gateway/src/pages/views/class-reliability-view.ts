import {
  type Evaluation,
  isMalignantOrPreMalignant,
  type LesionClass,
  type ModelManifest,
} from '@slc/domain';
import type { ClassWords } from './class-words.js';
import { manifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';

/** How many classes one sentence may name: the ones that the model missed most often. */
const CLASSES_NAMED = 8;

/** How often the model is wrong for one class, from the counts of its main test. */
export function classReliabilityView(
  context: PageContext,
  topClass: ClassWords,
  manifest: ModelManifest | null,
) {
  const { t, format } = context;
  const evaluation = manifest?.evaluations[0];
  const dataset = manifest && manifestWords(context, manifest).evaluations[0]?.dataset;
  const row = evaluation?.perClass.find((one) => one.class === topClass.id);
  if (!evaluation || !dataset || !row?.recall95 || row.recall === null) {
    return { sentences: [t('result.wrong.unknown')], test: null };
  }
  const name = topClass.inSentence;
  const recall = {
    class: name,
    support: format.integer(row.support),
    recall: format.percent(row.recall, 0),
    low: format.percent(row.recall95.low, 0),
    high: format.percent(row.recall95.high, 0),
  };
  const precision =
    row.precision === null ? null : { class: name, precision: format.percent(row.precision, 0) };
  const counts = countAnswers(evaluation, manifest.labels, topClass.id);
  const sentences =
    counts === null
      ? [
          t('result.wrong.recallShare', recall),
          ...(precision ? [t('result.wrong.precisionShare', precision)] : []),
        ]
      : [
          t('result.wrong.recall', {
            ...recall,
            hits: format.integer(counts.hits),
            misses: format.integer(row.support - counts.hits),
          }),
          ...(precision
            ? [
                t('result.wrong.precision', {
                  ...precision,
                  hits: format.integer(counts.hits),
                  named: format.integer(counts.named),
                }),
              ]
            : []),
        ];
  if (counts && counts.hidden.length > 0) {
    const named = counts.hidden
      .slice(0, CLASSES_NAMED)
      .map(({ id, count }) => `${id} ${format.integer(count)}`);
    if (counts.hidden.length > CLASSES_NAMED) named.push('…');
    sentences.push(
      t('result.wrong.hidden', {
        class: name,
        count: format.integer(total(counts.hidden)),
        classes: named.join(', '),
      }),
    );
  }
  return {
    sentences,
    test: {
      dataset,
      images: t('model.measured.images', { images: format.integer(evaluation.images) }),
      split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    },
  };
}

/**
 * Counts the test's answers that named a class: all of them, the right ones, and, where the class is benign, those that
 * hid a malignant or pre-malignant lesion, most frequent first.
 */
function countAnswers({ confusionMatrix }: Evaluation, labels: readonly LesionClass[], topClass: string) {
  if (!confusionMatrix) return null;
  const column = labels.findIndex(({ id }) => id === topClass);
  const named = labels.map((label, row) => ({ ...label, count: confusionMatrix[row]?.[column] ?? 0 }));
  const isBenign = labels[column]?.malignancy === 'benign';
  return {
    hits: named[column]?.count ?? 0,
    named: total(named),
    hidden: named
      .filter((one) => isBenign && one.count > 0 && isMalignantOrPreMalignant(one))
      .toSorted((a, b) => b.count - a.count),
  };
}

function total(parts: readonly { readonly count: number }[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}
