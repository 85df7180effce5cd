import type { Estimate } from '@slc/domain';
import type { ComparisonFigures, DifferingAnswer } from '../../figures/compare.js';
import type { Cell } from '../cells.js';
import { faultsTable } from '../faults-table.js';
import { modelWords } from '../model-words.js';
import type { ReportContext } from '../report-context.js';
import { headOf, tableView, wordsOf } from '../table-view.js';

/** Longer lists are in the command's JSON. */
const MOST_DIFFERING = 100;

/** A second model on the same images. Null in a report of one model. */
export function comparisonSection(context: ReportContext) {
  const { input, t, format, cells, classOf } = context;
  const { comparison } = input;
  if (!comparison) return null;
  const { figures, second, secondFailed } = comparison;
  const { mcnemar, differing } = figures;
  const names = { first: modelWords(context, input.model), second: modelWords(context, second) };
  const more = differing.length - MOST_DIFFERING;
  return {
    ...names,
    lead: t('comparison.lead', { images: format.integer(figures.images) }),
    figures: figureTable(context, figures),
    recalls: tableView(context, {
      id: 'comparison-recalls',
      caption: t('comparison.recalls.caption'),
      headText: t('class'),
      rows: figures.perClass,
      head: (row) => headOf(classOf(row.class)),
      columns: [
        {
          text: t('comparison.first'),
          note: 'bootstrap',
          cell: ({ recall }): Cell => cells.estimatedShare(recall.first),
        },
        {
          text: t('comparison.second'),
          note: 'bootstrap',
          cell: ({ recall }) => cells.estimatedShare(recall.second),
        },
        {
          text: t('comparison.points'),
          note: 'bootstrap',
          cell: ({ recall }) => cells.estimatedPoints(recall.difference),
        },
      ],
    }),
    rights: rightTable(context, figures),
    mcnemar: t('comparison.mcnemar', {
      first: format.integer(mcnemar.onlyFirstRight),
      second: format.integer(mcnemar.onlySecondRight),
      p: mcnemar.pValue < 0.001 ? `< ${format.decimal(0.001, 3)}` : `= ${format.decimal(mcnemar.pValue, 3)}`,
    }),
    differingLead: t('comparison.differing', {
      count: format.integer(differing.length),
      images: format.integer(figures.images),
    }),
    differing: differing.length > 0 ? differingTable(context, differing.slice(0, MOST_DIFFERING)) : null,
    more: more > 0 ? t('more', { count: format.integer(more) }) : null,
    failed: faultsTable(context, {
      id: 'comparison-failed',
      caption: t('comparison.failed.caption'),
      faults: secondFailed,
    }),
  };
}

function figureTable(context: ReportContext, figures: ComparisonFigures) {
  const { t, cells } = context;
  const shares = (['accuracy', 'balancedAccuracy'] as const).map((figure) => ({ figure, isShare: true }));
  const decimals = (['macroF1', 'malignantRocAuc', 'nll', 'brier', 'ece'] as const).map((figure) => ({
    figure,
    isShare: false,
  }));
  const write = (isShare: boolean) => (isShare ? cells.estimatedShare : cells.estimatedDecimal);
  return tableView(context, {
    id: 'comparison-figures',
    caption: t('comparison.figures.caption'),
    headText: t('figure'),
    rows: [...shares, ...decimals].map(({ figure, isShare }) => ({
      name: t(`figure.${figure}`),
      isShare,
      pair: figures[figure] as {
        first: Estimate | null;
        second: Estimate | null;
        difference: Estimate | null;
      },
    })),
    head: ({ name }) => wordsOf(name),
    columns: [
      {
        text: t('comparison.first'),
        note: 'bootstrap',
        cell: ({ isShare, pair }): Cell => write(isShare)(pair.first),
      },
      {
        text: t('comparison.second'),
        note: 'bootstrap',
        cell: ({ isShare, pair }) => write(isShare)(pair.second),
      },
      {
        text: t('comparison.difference'),
        note: 'bootstrap',
        cell: ({ isShare, pair }) => {
          if (!isShare) return cells.estimatedDifference(pair.difference);
          const points = cells.estimatedPoints(pair.difference);
          return pair.difference === null ? points : { ...points, text: t('points', { value: points.text }) };
        },
      },
    ],
  });
}

function rightTable(context: ReportContext, { mcnemar }: ComparisonFigures) {
  const { t, cells } = context;
  return tableView(context, {
    id: 'comparison-rights',
    caption: t('comparison.rights.caption'),
    headText: t('comparison.first'),
    rows: [
      { name: t('comparison.right'), right: mcnemar.bothRight, wrong: mcnemar.onlyFirstRight },
      { name: t('comparison.wrong'), right: mcnemar.onlySecondRight, wrong: mcnemar.bothWrong },
    ],
    head: ({ name }) => wordsOf(name),
    columns: [
      { text: t('comparison.secondRight'), cell: ({ right }) => cells.count(right) },
      { text: t('comparison.secondWrong'), cell: ({ wrong }) => cells.count(wrong) },
    ],
  });
}

function differingTable(context: ReportContext, differing: readonly DifferingAnswer[]) {
  const { input, t, format, classOf } = context;
  const files = input.comparison?.files ?? [];
  const answer = (one: DifferingAnswer['first']): Cell => ({
    ...classOf(one.class).name,
    detail: format.percent(one.probability),
  });
  return tableView(context, {
    id: 'comparison-differing',
    caption: t('comparison.differing.caption'),
    headText: t('file'),
    rows: differing,
    head: ({ image }) => wordsOf(files[image] ?? format.integer(image + 1)),
    columns: [
      { text: t('truth'), isText: true, cell: ({ label }) => ({ ...classOf(label).name, detail: null }) },
      { text: t('comparison.first'), isText: true, cell: ({ first }) => answer(first) },
      { text: t('comparison.second'), isText: true, cell: ({ second }) => answer(second) },
    ],
  });
}
