import type { ClassEvaluation, Evaluation, LesionClass, ModelManifest } from '@slc/domain';
import { recallPlot } from '../charts/recall-plot.js';
import { largestGap, reliabilityPlot } from '../charts/reliability-plot.js';
import { type ClassLookup, createClassLookup } from './class-words.js';
import { fold } from './fold.js';
import type { PageContext } from './page-context.js';
import type { Words } from './words.js';

interface EvaluationParts {
  readonly evaluation: Evaluation;
  readonly dataset: Words | undefined;
  /** Distinguishes the headings of several evaluations on one page. */
  readonly anchor: string;
}

/** What one test measured. */
export function evaluationView(
  context: PageContext,
  manifest: ModelManifest,
  { evaluation, dataset, anchor }: EvaluationParts,
) {
  const { t, format } = context;
  const classOf = createClassLookup(context, manifest);
  const { shown, rest } = fold(evaluation.perClass.map((row) => classRow(context, row, classOf)));
  return {
    anchor,
    dataset,
    images: t('model.measured.images', { images: format.integer(evaluation.images) }),
    split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    figures: figures(context, evaluation, manifest.labels),
    perClass: { shown, rest, summary: rest && t('model.rest', { count: format.count(rest.length) }) },
    confusion: confusionMatrix(context, manifest.labels, evaluation),
    confusions: mostFrequentConfusions(context, manifest.labels, evaluation),
    reliability: reliability(context, evaluation),
  };
}

function classRow(context: PageContext, row: ClassEvaluation, classOf: ClassLookup) {
  const { t, format } = context;
  const decimal = (value: number | null) =>
    value === null ? t('model.unknownValue') : format.decimal(value, 2);
  const recall = row.recall !== null &&
    row.recall95 && {
      value: decimal(row.recall),
      low: decimal(row.recall95.low),
      high: decimal(row.recall95.high),
    };
  return {
    id: row.class,
    name: classOf(row.class).name,
    plot: row.recall !== null && row.recall95 && recallPlot(row.recall, row.recall95),
    plotText: recall && t('model.perClass.plot', recall),
    recall: recall ? t('model.perClass.recallValue', recall) : t('model.unknownValue'),
    precision: decimal(row.precision),
    f1: decimal(row.f1),
    support: format.integer(row.support),
    rocAuc: figure(context, row.rocAuc),
  };
}

function figures(context: PageContext, evaluation: Evaluation, labels: readonly LesionClass[]) {
  const { t } = context;
  const { accuracy95, eceBeforeTemperature, nllBeforeTemperature, malignantRocAuc } = evaluation;
  const interval = accuracy95 && {
    low: figure(context, accuracy95.low),
    high: figure(context, accuracy95.high),
  };
  const one = (name: string, value: number | null, detail: string | null = null) => ({
    name,
    value: figure(context, value),
    detail,
  });
  const before = (value: number | null) =>
    value === null ? null : t('model.figure.before', { before: figure(context, value) });
  const hasKinds = labels.some(({ malignancy }) => malignancy !== null);
  return [
    one(t('model.figure.accuracy'), evaluation.accuracy, interval && t('model.figure.interval', interval)),
    one(t('model.figure.balancedAccuracy'), evaluation.balancedAccuracy),
    one(t('model.figure.macroF1'), evaluation.macroF1),
    one(t('model.figure.ece'), evaluation.ece, before(eceBeforeTemperature)),
    one(t('model.figure.nll'), evaluation.nll, before(nllBeforeTemperature)),
    ...(hasKinds || malignantRocAuc !== null
      ? [one(t('model.figure.malignantRocAuc'), malignantRocAuc)]
      : []),
  ];
}

/** A larger matrix cannot be read: its most frequent confusions are listed instead. */
const LARGEST_MATRIX = 20;
const CONFUSIONS_LISTED = 20;

function confusionMatrix(
  { format }: PageContext,
  labels: readonly LesionClass[],
  { confusionMatrix: matrix }: Evaluation,
) {
  if (!matrix || labels.length > LARGEST_MATRIX) return null;
  return {
    labels: labels.map(({ id }) => id),
    rows: matrix.map((counts, row) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      return {
        id: labels[row]?.id,
        cells: counts.map((count, column) => ({
          count: format.integer(count),
          // Ten steps of shading, by the share of the row.
          shade: String(total === 0 ? 0 : Math.round((count / total) * 9)),
          isRight: row === column,
        })),
      };
    }),
  };
}

function mostFrequentConfusions(
  { format }: PageContext,
  labels: readonly LesionClass[],
  { confusionMatrix: matrix }: Evaluation,
) {
  if (!matrix || labels.length <= LARGEST_MATRIX) return null;
  const confusions = matrix.flatMap((counts, row) =>
    counts.flatMap((count, column) => (row === column || count === 0 ? [] : [{ row, column, count }])),
  );
  return confusions
    .toSorted((a, b) => b.count - a.count)
    .slice(0, CONFUSIONS_LISTED)
    .map(({ row, column, count }) => ({
      truth: labels[row]?.id,
      answer: labels[column]?.id,
      count: format.integer(count),
    }));
}

function reliability(context: PageContext, { reliability: bins }: Evaluation) {
  const { t, format } = context;
  const gap = largestGap(bins);
  if (!gap) return null;
  const filled = bins.filter(({ count }) => count > 0);
  return {
    dots: reliabilityPlot(bins),
    alt: t('model.reliability.alt', {
      bins: format.integer(filled.length),
      confidence: format.percent(gap.confidence, 0),
      accuracy: format.percent(gap.accuracy, 0),
    }),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({
      text: format.percent(at, 0),
      x: String(at * 300),
      y: String((1 - at) * 300),
    })),
    rows: filled.map(({ from, to, count, confidence, accuracy }) => ({
      range: t('model.reliability.range', { from: format.percent(from, 0), to: format.percent(to, 0) }),
      count: format.integer(count),
      confidence: format.percent(confidence),
      accuracy: format.percent(accuracy),
    })),
  };
}

function figure({ t, format }: PageContext, value: number | null): string {
  return value === null ? t('model.unknownValue') : format.share(value);
}
