import { confusionTable } from '@slc/charts';
import type { ReportContext } from '../report-context.js';
import { headOf, tableView } from '../table-view.js';
import { MOST_DRAWN_CLASSES } from './answers.js';

/** Of a matrix that is too large to be read. */
const MOST_CONFUSIONS = 30;

/** What the model says instead of the truth. */
export function confusionSection(context: ReportContext) {
  const { input, t, format, classes, nextLabel } = context;
  const { counts } = input.figures.confusionMatrix;
  if (classes.length > MOST_DRAWN_CLASSES) return { matrix: null, confusions: confusionList(context) };
  const words = {
    caption: t('confusion.caption'),
    truth: t('truth'),
    answer: t('answer'),
    total: t('confusion.total'),
  };
  return {
    matrix: {
      id: 'figure-confusion',
      label: nextLabel('figure'),
      ...confusionTable({ labels: classes, counts }, words, format),
    },
    confusions: null,
  };
}

function confusionList(context: ReportContext) {
  const { input, t, cells, classOf } = context;
  const { classes, counts } = input.figures.confusionMatrix;
  const confusions = counts.flatMap((row, truth) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, answer) =>
      truth === answer || count === 0 ? [] : [{ truth, answer, count, share: count / images }],
    );
  });
  const name = (index: number) => classOf(classes[index] ?? '');
  return tableView(context, {
    id: 'confusion-list',
    caption: t('confusion.list.caption'),
    headText: t('truth'),
    rows: confusions.toSorted((a, b) => b.count - a.count).slice(0, MOST_CONFUSIONS),
    head: ({ truth }) => headOf(name(truth)),
    columns: [
      {
        text: t('answer'),
        isText: true,
        cell: ({ answer }) => ({ ...name(answer).name, detail: name(answer).code }),
      },
      { text: t('imagesColumn'), cell: ({ count }) => cells.count(count) },
      { text: t('confusion.share'), cell: ({ share }) => cells.share(share) },
    ],
  });
}
