import { intervalPlot } from '@slc/charts';
import type { ClassFigures } from '../../figures/class-figures.js';
import { intervalWords } from '../plot-words.js';
import type { ReportContext } from '../report-context.js';
import { headOf, tableView, wordsOf } from '../table-view.js';

/** More classes are not drawn: their table is as long as can be read. */
export const MOST_DRAWN_CLASSES = 20;

/** How often the model names the right class: over all, and for each class. */
export function answersSection(context: ReportContext) {
  const { input, t, cells, classOf } = context;
  const { figures } = input;
  return {
    headline: tableView(context, {
      id: 'answers-headline',
      caption: t('answers.headline.caption'),
      headText: t('figure'),
      rows: [
        {
          name: t('figure.accuracy'),
          cell: cells.estimatedShare(figures.accuracy),
          method: t('method.wilson'),
        },
        {
          name: t('figure.balancedAccuracy'),
          cell: cells.estimatedShare(figures.balancedAccuracy),
          method: t('method.bootstrap'),
        },
        {
          name: t('figure.macroF1'),
          cell: cells.estimatedDecimal(figures.macroF1),
          method: t('method.bootstrap'),
        },
      ],
      head: ({ name }) => wordsOf(name),
      columns: [
        { text: t('value'), cell: ({ cell }) => cell },
        { text: t('method'), isText: true, cell: ({ method }) => cells.text(method) },
      ],
    }),
    recall: recallPlot(context),
    classes: tableView(context, {
      id: 'answers-classes',
      caption: t('answers.classes.caption'),
      headText: t('class'),
      rows: figures.perClass,
      head: (row) => headOf(classOf(row.class)),
      columns: [
        { text: t('imagesColumn'), cell: (row: ClassFigures) => cells.count(row.support) },
        { text: t('figure.recall'), note: 'wilson', cell: (row) => cells.estimatedShare(row.recall) },
        { text: t('figure.precision'), note: 'wilson', cell: (row) => cells.estimatedShare(row.precision) },
        { text: t('figure.f1'), note: 'bootstrap', cell: (row) => cells.estimatedDecimal(row.f1) },
      ],
    }),
  };
}

function recallPlot(context: ReportContext) {
  const { input, t, format, classOf, nextLabel } = context;
  const { perClass } = input.figures;
  if (perClass.length > MOST_DRAWN_CLASSES) return null;
  const rows = perClass.map(({ class: id, recall, support }) => {
    const { name, code, malignancy } = classOf(id);
    return { name, code, malignancy, value: recall?.value ?? null, interval: recall, count: support };
  });
  const words = intervalWords(context, {
    caption: t('answers.recall.caption'),
    value: t('figure.recall'),
  });
  return { id: 'figure-recall', label: nextLabel('figure'), ...intervalPlot(rows, words, format) };
}
