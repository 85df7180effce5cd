import { type DotPart, dotGrid } from '@slc/charts';
import type { ClassWords } from './class-words.js';
import { modelWords } from './model-words.js';
import type { ReportContext } from './report-context.js';

/** Malignant classes that the summary draws: those with the most images. */
const MOST_GRIDS = 3;

/** Figures of fewer images are named as little worth. */
const FEW_IMAGES = 30;

/** The report in a few plain sentences, for readers who read no further. */
export function summaryView(context: ReportContext) {
  return {
    grids: malignantGrids(context),
    sentences: [
      accuracySentence(context),
      ...malignantSentences(context),
      honestySentence(context),
      ...calibrationSentences(context),
      ...comparisonSentences(context),
      ...cautionSentences(context),
    ],
  };
}

function malignantGrids(context: ReportContext) {
  const { input, t, format, classes } = context;
  const { confusionMatrix, perClass } = input.figures;
  const found = classes.flatMap((words, k) => {
    const row = confusionMatrix.counts[k] ?? [];
    const figures = perClass[k];
    const isCounted = words.malignancy === 'malignant' && figures?.recall != null && figures.support > 0;
    return isCounted ? [{ words, k, row, recall: figures.recall, support: figures.support }] : [];
  });
  return found
    .toSorted((a, b) => b.support - a.support)
    .slice(0, MOST_GRIDS)
    .map(({ words, k, row, recall, support }) => {
      const per100 = (share: number) => format.integer(Math.round(100 * share));
      const right = row[k] ?? 0;
      const title = (named: string) =>
        t('summary.grid', { named, low: per100(recall.low), high: per100(recall.high) });
      return {
        name: words.name,
        grid: dotGrid(dotParts(context, { own: words, k, row }), { title }, format),
        counts: t('summary.grid.counts', { right: format.integer(right), images: format.integer(support) }),
      };
    });
}

interface ClassRow {
  readonly own: ClassWords;
  readonly k: number;
  /** Images of the class, by what they were called. */
  readonly row: readonly number[];
}

function dotParts({ t, classes }: ReportContext, { own, k, row }: ClassRow): DotPart[] {
  const right = row[k] ?? 0;
  const benign = row.reduce((sum, count, j) => sum + (classes[j]?.malignancy === 'benign' ? count : 0), 0);
  const other = row.reduce((sum, count) => sum + count, 0) - right - benign;
  return [
    { tone: 'hit', amount: right, words: (count) => t('summary.grid.hit', { count, class: own.name.text }) },
    { tone: 'near', amount: other, words: (count) => t('summary.grid.near', { count }) },
    { tone: 'miss', amount: benign, words: (count) => t('summary.grid.miss', { count }) },
  ];
}

function accuracySentence({ input, t, format, cells }: ReportContext): string {
  const { accuracy, balancedAccuracy, images } = input.figures;
  return t('summary.accuracy', {
    right: format.integer(Math.round(accuracy.value * images)),
    images: format.integer(images),
    share: format.percent(accuracy.value),
    interval: cells.intervalOfShares(accuracy),
    balanced: format.percent(balancedAccuracy.value),
  });
}

/** How many malignant lesions got a benign name, and how many benign ones a malignant name. */
function malignantSentences({ input, t, format, classes }: ReportContext): string[] {
  const { malignant, confusionMatrix } = input.figures;
  if (malignant === null) return [t('summary.noKinds')];
  const isMalignant = classes.map(({ malignancy }) => malignancy !== 'benign');
  const count = (truth: boolean, answer: boolean) =>
    confusionMatrix.counts.reduce(
      (sum, row, i) =>
        isMalignant[i] === truth
          ? row.reduce((own, n, j) => own + (isMalignant[j] === answer ? n : 0), sum)
          : sum,
      0,
    );
  const missed = count(true, false);
  const alarms = count(false, true);
  const benign = count(false, false) + alarms;
  const numbers = {
    missed: format.integer(missed),
    malignant: format.integer(malignant.support),
    alarms: format.integer(alarms),
    benign: format.integer(benign),
  };
  return [
    ...(malignant.support > 0 ? [t('summary.missed', numbers)] : [t('summary.noMalignant')]),
    ...(benign > 0 ? [t('summary.alarms', numbers)] : []),
  ];
}

function honestySentence({ input, t, format }: ReportContext): string {
  return t('summary.honesty', { points: format.decimal(100 * input.figures.ece.after, 1) });
}

function calibrationSentences({ input, t, format }: ReportContext): string[] {
  const { calibration, figures } = input;
  const sets = figures.predictionSets;
  if (calibration) {
    const { covered, images } = calibration.fits.heldOut.coverage;
    return [
      t('summary.calibrated'),
      t('summary.sets', {
        asked: format.percent(calibration.fits.fitted.predictionSet.coverage, 0),
        got: format.percent(covered / images),
      }),
    ];
  }
  return sets
    ? [
        t('summary.sets', {
          asked: format.percent(sets.coverageAsked, 0),
          got: format.percent(sets.coverage.value),
        }),
      ]
    : [];
}

function comparisonSentences(context: ReportContext): string[] {
  const { input, t, format, cells } = context;
  const { comparison } = input;
  if (!comparison) return [];
  const { difference, first, second } = comparison.figures.accuracy;
  const points = cells.estimatedPoints(difference);
  const isUnclear = difference.low <= 0 && difference.high >= 0;
  return [
    t('summary.comparison', {
      name: modelWords(context, comparison.second).name.text,
      first: format.percent(first.value),
      second: format.percent(second.value),
      difference: points.text,
      interval: points.detail ?? '',
    }),
    t(isUnclear ? 'summary.comparison.unclear' : 'summary.comparison.clear'),
  ];
}

/** What makes the figures worth less than they look. */
function cautionSentences({ input, t, format, classOf }: ReportContext): string[] {
  const { figures, data, model, comparison } = input;
  const few = figures.perClass.filter(({ support }) => support > 0 && support < FEW_IMAGES);
  const absent = figures.perClass.filter(({ support }) => support === 0);
  const named = (rows: typeof few, write: (row: (typeof few)[number]) => string) =>
    rows.length > MOST_NAMED
      ? `${rows.slice(0, MOST_NAMED).map(write).join(', ')}, …`
      : rows.map(write).join(', ');
  const withCount = (row: (typeof few)[number]) =>
    `${classOf(row.class).name.text} (${format.integer(row.support)})`;
  const sentences: string[] = [];
  if (data.shard) {
    const { number, of } = data.shard;
    sentences.push(t('summary.shard', { number: format.integer(number), of: format.integer(of) }));
  }
  if (model.seenInCalibration) sentences.push(t('summary.seen'));
  if (comparison?.second.seenInCalibration) sentences.push(t('summary.seen.second'));
  if (few.length > 0) {
    sentences.push(t('summary.few', { most: format.integer(FEW_IMAGES), classes: named(few, withCount) }));
  }
  if (absent.length > 0) {
    sentences.push(t('summary.absent', { classes: named(absent, (row) => classOf(row.class).name.text) }));
  }
  if (data.failed.length > 0) {
    const one = data.failed.length === 1;
    sentences.push(
      t(one ? 'summary.failedOne' : 'summary.failed', { count: format.integer(data.failed.length) }),
    );
  }
  return sentences;
}

const MOST_NAMED = 8;
