import { dotGrid } from '@slc/charts';
import {
  type Evaluation,
  isMalignantOrPreMalignant,
  type LesionClass,
  type ModelManifest,
} from '@slc/domain';
import { type ClassLookup, createClassLookup } from './class-words.js';
import { estimateFigure } from './figure.js';
import type { ManifestWords } from './manifest-words.js';
import type { PageContext } from './page-context.js';

/** More grids than these would not be read at a glance. */
const GRIDS = 3;

/** What a reader should know first of the main test. Null where nothing was measured. */
export function headlineView(context: PageContext, manifest: ModelManifest, words: ManifestWords) {
  const { t, format } = context;
  const [evaluation] = manifest.evaluations;
  if (!evaluation) return null;
  const { accuracy, accuracy95, balancedAccuracy, balancedAccuracy95 } = evaluation;
  const { malignantRocAuc, malignantRocAuc95 } = evaluation;
  return {
    dataset: words.evaluations[0]?.dataset,
    images: t('model.measured.images', { images: format.integer(evaluation.images) }),
    split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    figures: [
      estimateFigure(context, t('model.figure.accuracy'), { value: accuracy, interval: accuracy95 }),
      estimateFigure(context, t('model.figure.balancedAccuracy'), {
        value: balancedAccuracy,
        interval: balancedAccuracy95,
      }),
      ...(malignantRocAuc === null
        ? []
        : [
            estimateFigure(context, t('model.figure.malignantRocAuc'), {
              value: malignantRocAuc,
              interval: malignantRocAuc95,
            }),
          ]),
    ],
    grids: dotGrids(context, manifest, evaluation),
  };
}

/** One grid for each malignant or pre-malignant class, that of the most test images first. */
function dotGrids(context: PageContext, manifest: ModelManifest, evaluation: Evaluation) {
  const classOf = createClassLookup(context, manifest);
  return manifest.labels
    .map((label, index) => ({ label, index, row: evaluation.perClass.find((one) => one.class === label.id) }))
    .filter(({ label, row }) => isMalignantOrPreMalignant(label) && row?.recall != null)
    .toSorted((a, b) => (b.row?.support ?? 0) - (a.row?.support ?? 0))
    .slice(0, GRIDS)
    .map(({ index }) => classGrid(context, { manifest, evaluation, classOf, index }));
}

interface ClassGrid {
  readonly manifest: ModelManifest;
  readonly evaluation: Evaluation;
  readonly classOf: ClassLookup;
  /** The class's, in label order. */
  readonly index: number;
}

function classGrid({ t, format }: PageContext, { manifest, evaluation, classOf, index }: ClassGrid) {
  const { labels } = manifest;
  const id = labels[index]?.id ?? '';
  const name = classOf(id).inSentence;
  const row = evaluation.perClass.find((one) => one.class === id);
  const perHundred = (fraction = 0) => format.integer(Math.round(fraction * 100));
  const interval = { low: perHundred(row?.recall95?.low), high: perHundred(row?.recall95?.high) };
  const hit = {
    tone: 'hit',
    words: (count: string) => t('model.dots.hit', { count, class: name, ...interval }),
  } as const;
  const counts = evaluation.confusionMatrix?.[index];
  const title = (hits: string) => t('model.dots.title', { class: name, hits });
  if (!counts) {
    const recall = row?.recall ?? 0;
    const others = { tone: 'miss', words: (count: string) => t('model.dots.missOther', { count }) } as const;
    return dotGrid(
      [
        { ...hit, amount: recall },
        { ...others, amount: 1 - recall },
      ],
      { title },
      format,
    );
  }
  const { hits, near, misses } = splitAnswers(counts, labels, index);
  return dotGrid(
    [
      { ...hit, amount: hits },
      { tone: 'near', amount: near, words: (count) => t('model.dots.near', { count }) },
      { tone: 'miss', amount: misses, words: (count) => t('model.dots.miss', { count }) },
    ],
    { title },
    format,
  );
}

function splitAnswers(counts: readonly number[], labels: readonly LesionClass[], own: number) {
  const sumOf = (isMeant: (label: LesionClass, column: number) => boolean) =>
    labels.reduce((sum, label, column) => sum + (isMeant(label, column) ? (counts[column] ?? 0) : 0), 0);
  return {
    hits: counts[own] ?? 0,
    near: sumOf((label, column) => column !== own && isMalignantOrPreMalignant(label) === true),
    misses: sumOf((label, column) => column !== own && isMalignantOrPreMalignant(label) !== true),
  };
}
