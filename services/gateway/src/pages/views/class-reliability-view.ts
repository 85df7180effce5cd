import {
  classById,
  type Evaluation,
  isMalignantOrPreMalignant,
  type LesionClass,
  type ModelManifest,
} from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import { manifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';
import type { Words } from './words.js';

export interface ClassReliabilityView {
  readonly sentences: readonly string[];
  readonly test: { readonly dataset: Words; readonly images: string; readonly split: string } | null;
}

/** How often the model is wrong for one class, from the counts of its main test. */
export function classReliabilityView(
  context: PageContext,
  topClass: string,
  manifest: ModelManifest | null,
): ClassReliabilityView {
  const { t, format } = context;
  const evaluation = manifest?.evaluations[0];
  const row = evaluation?.perClass.find((one) => one.class === topClass);
  if (!manifest || !evaluation || !row) return { sentences: [t('result.wrong.unknown')], test: null };
  const name = t(`class.${topClass}.name` as MessageKey);
  const recall = {
    class: name,
    support: format.integer(row.support),
    recall: format.percent(row.recall, 0),
    low: format.percent(row.recall95.low, 0),
    high: format.percent(row.recall95.high, 0),
  };
  const precision = { class: name, precision: format.percent(row.precision, 0) };
  const counts = countsOf(evaluation, manifest.labels, topClass);
  const sentences = counts
    ? [
        t('result.wrong.recall', {
          ...recall,
          hits: format.integer(counts.hits),
          misses: format.integer(row.support - counts.hits),
        }),
        t('result.wrong.precision', {
          ...precision,
          hits: format.integer(counts.hits),
          named: format.integer(counts.named),
        }),
        ...(!isMalignantOrPreMalignant(classById(manifest.labels, topClass)) && counts.hidden > 0
          ? [
              t('result.wrong.hidden', {
                class: name,
                count: format.integer(counts.hidden),
                classes: counts.hiddenClasses.join(', '),
              }),
            ]
          : []),
      ]
    : [t('result.wrong.recallShare', recall), t('result.wrong.precisionShare', precision)];
  const { dataset } = evaluationWords(context, manifest);
  return {
    sentences,
    test: {
      dataset,
      images: t('model.measured.images', { images: format.integer(evaluation.images) }),
      split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    },
  };
}

function evaluationWords(context: PageContext, manifest: ModelManifest) {
  const [first] = manifestWords(context, manifest).evaluations;
  if (!first) throw new Error('evaluations: expected a text for each');
  return first;
}

/** Of the test: right answers of the class, all answers that named it, and cancers or their forerunners among those. */
function countsOf({ confusionMatrix }: Evaluation, labels: readonly LesionClass[], topClass: string) {
  if (!confusionMatrix) return null;
  const column = labels.findIndex(({ id }) => id === topClass);
  const named = confusionMatrix.map((row, index) => ({ label: labels[index], count: row[column] ?? 0 }));
  const hidden = named.filter(
    ({ label, count }) => label !== undefined && count > 0 && isMalignantOrPreMalignant(label),
  );
  const total = (parts: readonly { readonly count: number }[]) =>
    parts.reduce((sum, { count }) => sum + count, 0);
  return {
    hits: confusionMatrix[column]?.[column] ?? 0,
    named: total(named),
    hidden: total(hidden),
    hiddenClasses: hidden.map(({ label, count }) => `${label?.id} ${count}`),
  };
}
