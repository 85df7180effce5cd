import { coveragePlot } from '@slc/charts';
import { wilson } from '@slc/domain';
import { verdictShares } from '../../figures/verdicts.js';
import type { HeldOutOutliers } from '../../fits/outliers/calibrate-outliers.js';
import { notFittedSentences } from '../not-fitted-words.js';
import { coverageWords } from '../plot-words.js';
import { qualityRows } from '../quality-rows.js';
import type { ReportContext } from '../report-context.js';
import type { ReportCalibration } from '../report-input.js';
import { headOf, tableView, wordsOf } from '../table-view.js';

/** What was fitted on the images, what was asked of it and what it gave on images held out. Null in a report that fits nothing. */
export function calibrationSection(context: ReportContext) {
  const { input, t, format } = context;
  const { calibration, figures } = input;
  if (!calibration) return null;
  const { fits, before } = calibration;
  const { temperatures } = fits.heldOut;
  return {
    lead: t('calibration.lead', { folds: format.integer(temperatures.length) }),
    temperature: t('calibration.temperature', {
      before: format.number(before.temperature),
      after: format.number(fits.fitted.temperature),
      low: format.decimal(Math.min(...temperatures), 3),
      high: format.decimal(Math.max(...temperatures), 3),
    }),
    quality: qualityBeforeAndAfter(context, calibration),
    coverageLead: t('calibration.coverage', {
      asked: format.percent(fits.fitted.predictionSet.coverage, 0),
      covered: format.integer(fits.heldOut.coverage.covered),
      images: format.integer(figures.images),
    }),
    coverage: coverage(context, calibration),
    sets: setTable(context, calibration),
    sizes: sizeTable(context, calibration),
    outliers: outlierTable(context, calibration),
    wrongSortVerdicts: wrongSortVerdicts(context, calibration),
    notFitted: notFittedSentences(fits.notFitted, {
      t,
      format,
      nameOf: (id) => context.classOf(id).name.text,
    }),
  };
}

function qualityBeforeAndAfter(context: ReportContext, { before }: ReportCalibration) {
  const { input, t, cells } = context;
  const after = qualityRows(input.figures);
  return tableView(context, {
    id: 'calibration-quality',
    caption: t('calibration.quality.caption'),
    headText: t('figure'),
    rows: qualityRows(before).map((row, index) => ({
      name: row.name,
      before: row.after,
      after: after[index]?.after ?? null,
    })),
    head: ({ name }) => wordsOf(t(name)),
    columns: [
      {
        text: t('calibration.before'),
        note: 'bootstrap',
        cell: ({ before }) => cells.estimatedDecimal(before),
      },
      { text: t('calibration.after'), note: 'bootstrap', cell: ({ after }) => cells.estimatedDecimal(after) },
    ],
  });
}

function coverage(context: ReportContext, { fits }: ReportCalibration) {
  const { t, format, classOf, nextLabel, classes } = context;
  const { images, covered, perClass } = fits.heldOut.coverage;
  if (classes.length > MOST_ROWS) return null;
  const all = { name: wordsOf(t('allClasses')), code: null, malignancy: null, images, covered };
  const rows = perClass.map((row) => ({ ...classOf(row.class), images: row.images, covered: row.covered }));
  const asked = fits.fitted.predictionSet.coverage;
  return {
    id: 'figure-coverage',
    label: nextLabel('figure'),
    ...coveragePlot({ asked, rows: [all, ...rows] }, coverageWords(context), format),
  };
}

/** More classes are in the table alone. */
const MOST_ROWS = 20;

function setTable(context: ReportContext, { fits }: ReportCalibration) {
  const { t, format, cells, classOf } = context;
  const { coverage, threshold, classThresholds } = fits.fitted.predictionSet;
  const limitOf = (id: string) => Math.max(threshold, classThresholds[id] ?? 0);
  return tableView(context, {
    id: 'calibration-sets',
    caption: t('calibration.sets.caption'),
    headText: t('class'),
    rows: fits.heldOut.coverage.perClass,
    head: (row) => headOf(classOf(row.class)),
    columns: [
      { text: t('calibration.asked'), cell: () => cells.text(format.percent(coverage, 0)) },
      {
        text: t('sets.got'),
        note: 'wilson',
        cell: (row) => cells.estimatedShare(row.images === 0 ? null : wilson(row.covered, row.images)),
      },
      {
        text: t('calibration.covered'),
        cell: (row) =>
          cells.text(t('of', { part: format.integer(row.covered), whole: format.integer(row.images) })),
      },
      { text: t('calibration.smallest'), cell: (row) => cells.share(1 - limitOf(row.class)) },
      {
        text: t('calibration.own'),
        isText: true,
        cell: (row) =>
          cells.text(t(row.class in classThresholds ? 'calibration.own.yes' : 'calibration.own.no')),
      },
    ],
  });
}

function sizeTable(context: ReportContext, { fits }: ReportCalibration) {
  const { t, format, cells } = context;
  const { sizes, images } = fits.heldOut.coverage;
  return tableView(context, {
    id: 'calibration-sizes',
    caption: t('sets.sizes.caption'),
    headText: t('sets.size'),
    rows: sizes.flatMap((count, index) => (count === 0 ? [] : [{ count, size: index + 1 }])),
    head: ({ size }) => wordsOf(format.integer(size)),
    columns: [
      { text: t('answersColumn'), cell: ({ count }) => cells.count(count) },
      { text: t('images.share'), cell: ({ count }) => cells.share(count / images) },
    ],
  });
}

function outlierTable(context: ReportContext, { fits }: ReportCalibration) {
  const { t, cells } = context;
  const { outliers } = fits.heldOut;
  if (outliers === null) return null;
  const shareOf = (count: number, { scores }: HeldOutOutliers) =>
    cells.estimatedShare(scores.length === 0 ? null : wilson(count, scores.length));
  return tableView(context, {
    id: 'calibration-outliers',
    caption: t('calibration.outliers.caption'),
    headText: t('calibration.outliers.of'),
    rows: [
      { name: t('calibration.outliers.genuine'), counts: outliers.genuine },
      ...(outliers.wrongSort === null
        ? []
        : [{ name: t('calibration.outliers.wrongSort'), counts: outliers.wrongSort }]),
    ],
    head: ({ name }) => wordsOf(name),
    columns: [
      { text: t('imagesColumn'), cell: ({ counts }) => cells.count(counts.scores.length) },
      {
        text: t('calibration.outliers.undecided'),
        note: 'wilson',
        cell: ({ counts }) => shareOf(counts.undecided, counts),
      },
      {
        text: t('calibration.outliers.unusable'),
        note: 'wilson',
        cell: ({ counts }) => shareOf(counts.unusable, counts),
      },
    ],
  });
}

/** The verdicts of the labelled images are in the section that every report has. */
function wrongSortVerdicts(context: ReportContext, { fits }: ReportCalibration) {
  const { t, cells } = context;
  const { wrongSort } = fits.heldOut.verdicts;
  if (wrongSort === null) return null;
  return tableView(context, {
    id: 'calibration-wrong-sort',
    caption: t('calibration.wrongSort.caption'),
    headText: t('selective.verdict'),
    rows: verdictShares(wrongSort),
    head: ({ verdict }) => wordsOf(t(`verdict.${verdict}`)),
    columns: [
      { text: t('imagesColumn'), cell: ({ images }) => cells.count(images) },
      { text: t('images.share'), note: 'wilson', cell: ({ share }) => cells.estimatedShare(share) },
    ],
  });
}
