import { confusionTable, intervalPlot } from '@slc/charts';
import type { ClassEvaluation, Evaluation, LesionClass, ModelManifest } from '@slc/domain';
import { type ClassLookup, createClassLookup } from './class-words.js';
import { malignantPlot, reliabilityPlot, riskCoveragePlot } from './evaluation-plots.js';
import { estimateFigure, figure } from './figure.js';
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
  const { temperature } = evaluation;
  return {
    anchor,
    dataset,
    images: t('model.measured.images', { images: format.integer(evaluation.images) }),
    split: t(`model.split.${evaluation.splitBy ?? 'unknown'}`),
    temperature:
      temperature === null ? null : t('model.measured.temperature', { value: format.number(temperature) }),
    figures: figures(context, evaluation, manifest.labels),
    perClass: perClass(context, evaluation, classOf),
    confusion: confusionMatrix(context, evaluation, { labels: manifest.labels, classOf }),
    confusions: mostFrequentConfusions(context, evaluation, { labels: manifest.labels, classOf }),
    malignant: malignantPlot(context, evaluation),
    reliability: reliabilityPlot(context, evaluation),
    riskCoverage: riskCoveragePlot(context, evaluation),
  };
}

function figures(context: PageContext, evaluation: Evaluation, labels: readonly LesionClass[]) {
  const { t, format } = context;
  const { eceBeforeTemperature, nllBeforeTemperature, malignantRocAuc } = evaluation;
  const before = (value: number | null) =>
    value === null ? null : t('model.figure.before', { before: format.share(value) });
  const hasKinds = labels.some(({ malignancy }) => malignancy !== null);
  return [
    estimateFigure(context, t('model.figure.accuracy'), {
      value: evaluation.accuracy,
      interval: evaluation.accuracy95,
    }),
    estimateFigure(context, t('model.figure.balancedAccuracy'), {
      value: evaluation.balancedAccuracy,
      interval: evaluation.balancedAccuracy95,
    }),
    figure(context, t('model.figure.macroF1'), { value: evaluation.macroF1, detail: null }),
    figure(context, t('model.figure.ece'), { value: evaluation.ece, detail: before(eceBeforeTemperature) }),
    figure(context, t('model.figure.nll'), { value: evaluation.nll, detail: before(nllBeforeTemperature) }),
    ...(hasKinds || malignantRocAuc !== null
      ? [
          estimateFigure(context, t('model.figure.malignantRocAuc'), {
            value: malignantRocAuc,
            interval: evaluation.malignantRocAuc95,
          }),
        ]
      : []),
  ];
}

function perClass(context: PageContext, evaluation: Evaluation, classOf: ClassLookup) {
  const { t, format } = context;
  const { shown, rest } = fold(evaluation.perClass);
  const part = (rows: readonly ClassEvaluation[]) => ({
    recall: recallPlot(context, rows, classOf),
    measures: rows.map((row) => measures(context, row, classOf)),
  });
  return {
    shown: part(shown),
    rest: rest && part(rest),
    summary: rest && t('model.rest', { count: format.count(rest.length) }),
  };
}

function recallPlot({ t, format }: PageContext, rows: readonly ClassEvaluation[], classOf: ClassLookup) {
  return intervalPlot(
    rows.map((row) => {
      const { name, code, malignancy } = classOf(row.class);
      return { name, code, malignancy, value: row.recall, interval: row.recall95, count: row.support };
    }),
    {
      caption: t('model.perClass.caption'),
      row: t('result.class'),
      drawn: t('model.perClass.drawn'),
      value: t('model.perClass.recall'),
      interval: t('model.perClass.interval'),
      count: t('model.perClass.support'),
      range: (interval) => t('model.perClass.range', interval),
      unknown: t('model.unknownValue'),
    },
    format,
  );
}

/** As many decimals in every row, so that a column's points stand below each other. */
function measures({ t, format }: PageContext, row: ClassEvaluation, classOf: ClassLookup) {
  const decimal = (value: number | null, digits = 2) =>
    value === null ? t('model.unknownValue') : format.decimal(value, digits);
  const { name, code } = classOf(row.class);
  return {
    name,
    code,
    precision: decimal(row.precision),
    recall: decimal(row.recall),
    f1: decimal(row.f1),
    // Three as in the figures above: with two, 0.996 would pass for a perfect 1.
    rocAuc: decimal(row.rocAuc, 3),
    support: format.integer(row.support),
  };
}

/** A larger matrix cannot be read: its most frequent confusions are listed instead. */
const LARGEST_MATRIX = 20;
const CONFUSIONS_LISTED = 20;

interface ClassNames {
  readonly labels: readonly LesionClass[];
  readonly classOf: ClassLookup;
}

function confusionMatrix(
  { t, format }: PageContext,
  { confusionMatrix: counts }: Evaluation,
  { labels, classOf }: ClassNames,
) {
  if (!counts || labels.length > LARGEST_MATRIX) return null;
  return confusionTable(
    { labels: labels.map(({ id }) => classOf(id)), counts },
    {
      caption: t('model.confusion.caption'),
      truth: t('model.confusion.truth'),
      answer: t('model.confusions.answer'),
      total: t('model.confusion.total'),
    },
    format,
  );
}

function mostFrequentConfusions(
  { format }: PageContext,
  { confusionMatrix: matrix }: Evaluation,
  { labels, classOf }: ClassNames,
) {
  if (!matrix || labels.length <= LARGEST_MATRIX) return null;
  const confusions = matrix.flatMap((counts, row) =>
    counts
      .map((count, column) => ({ row, column, count }))
      .filter(({ row, column, count }) => row !== column && count > 0),
  );
  const nameOf = (index: number) => classOf(labels[index]?.id ?? '').name;
  return confusions
    .toSorted((a, b) => b.count - a.count)
    .slice(0, CONFUSIONS_LISTED)
    .map(({ row, column, count }) => ({
      truth: nameOf(row),
      answer: nameOf(column),
      count: format.integer(count),
    }));
}
