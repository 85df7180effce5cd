import { coveragePlot, riskCoverageCurve } from '@slc/charts';
import type { PredictionSetFigures } from '../../figures/prediction-sets.js';
import type { RiskCoveragePoint } from '../../figures/risk-coverage.js';
import { coverageWords } from '../plot-words.js';
import type { ReportContext } from '../report-context.js';
import { tableView, wordsOf } from '../table-view.js';

/** Whether the model knows when not to be believed. */
export function selectiveSection(context: ReportContext) {
  const { input, t, cells } = context;
  const { riskCoverage, predictionSets, outliers } = input.figures;
  return {
    area: t('selective.area', {
      area: cells.estimatedDecimal(riskCoverage.area).text,
      interval: cells.estimatedDecimal(riskCoverage.area).detail ?? '',
    }),
    curve: curve(context),
    risks: tableView(context, {
      id: 'selective-risks',
      caption: t('selective.risks.caption'),
      headText: t('selective.answered'),
      rows: tenths(riskCoverage.curve),
      head: ({ coverage }) => wordsOf(cells.share(coverage).text),
      columns: [
        { text: t('selective.wrong'), cell: ({ risk }) => cells.share(risk) },
        { text: t('selective.threshold'), cell: ({ threshold }) => cells.share(threshold) },
      ],
    }),
    // A calibration's own section has them.
    sets: predictionSets && !input.calibration ? predictionSetViews(context, predictionSets) : null,
    verdicts: verdicts(context),
    outliers:
      outliers &&
      t('selective.outliers', {
        undecided: cells.estimatedShare(outliers.undecided).text,
        undecidedInterval: cells.estimatedShare(outliers.undecided).detail ?? '',
        unusable: cells.estimatedShare(outliers.unusable).text,
        unusableInterval: cells.estimatedShare(outliers.unusable).detail ?? '',
      }),
  };
}

function curve({ input, t, format, nextLabel }: ReportContext) {
  const words = {
    x: t('selective.x'),
    y: t('selective.y'),
    alt: (ends: Record<string, string>) => t('selective.alt', ends),
  };
  const drawn = riskCoverageCurve(input.figures.riskCoverage.curve, words, format);
  return (
    drawn && { id: 'figure-selective', label: nextLabel('figure'), caption: t('selective.caption'), ...drawn }
  );
}

/** The first point at or above each tenth. */
function tenths(curve: readonly RiskCoveragePoint[]): RiskCoveragePoint[] {
  const points = Array.from({ length: 10 }, (_, i) =>
    curve.find(({ coverage }) => coverage >= (i + 1) / 10 - 1e-9),
  );
  return [...new Set(points)].filter((point) => point !== undefined);
}

function predictionSetViews(context: ReportContext, sets: PredictionSetFigures) {
  const { input, t, format, cells, classes, nextLabel } = context;
  const rows = classes.flatMap((words, k) => {
    const coverage = sets.coveragePerClass[k];
    const images = input.figures.perClass[k]?.support ?? 0;
    return coverage ? [{ ...words, images, covered: Math.round(coverage.value * images) }] : [];
  });
  const all = {
    name: wordsOf(t('allClasses')),
    code: null,
    malignancy: null,
    images: input.figures.images,
    covered: Math.round(sets.coverage.value * input.figures.images),
  };
  return {
    lead: t('sets.lead', {
      asked: format.percent(sets.coverageAsked, 0),
      got: cells.estimatedShare(sets.coverage).text,
      interval: cells.estimatedShare(sets.coverage).detail ?? '',
      size: format.decimal(sets.meanSize.value, 2),
    }),
    coverage: {
      id: 'figure-sets',
      label: nextLabel('figure'),
      ...coveragePlot({ asked: sets.coverageAsked, rows: [all, ...rows] }, coverageWords(context), format),
    },
    sizes: tableView(context, {
      id: 'sets-sizes',
      caption: t('sets.sizes.caption'),
      headText: t('sets.size'),
      rows: sets.sizes.flatMap((count, size) => (count === 0 ? [] : [{ count, size }])),
      head: ({ size }) => wordsOf(format.integer(size)),
      columns: [
        { text: t('answersColumn'), cell: ({ count }) => cells.count(count) },
        { text: t('images.share'), cell: ({ count }) => cells.share(count / input.figures.images) },
      ],
    }),
  };
}

function verdicts(context: ReportContext) {
  const { input, t, cells } = context;
  const figures = input.figures.verdicts;
  if (!figures || figures.length === 0) return null;
  return tableView(context, {
    id: 'selective-verdicts',
    caption: t('selective.verdicts.caption'),
    headText: t('selective.verdict'),
    rows: figures,
    head: ({ verdict }) => wordsOf(t(`verdict.${verdict}`)),
    columns: [
      { text: t('answersColumn'), cell: ({ images }) => cells.count(images) },
      { text: t('images.share'), note: 'wilson', cell: ({ share }) => cells.estimatedShare(share) },
      { text: t('honesty.right'), note: 'wilson', cell: ({ accuracy }) => cells.estimatedShare(accuracy) },
    ],
  });
}
