import { reliabilityDiagram } from '@slc/charts';
import type { Cell } from '../cells.js';
import { qualityRows } from '../quality-rows.js';
import type { ReportContext } from '../report-context.js';
import { tableView, wordsOf } from '../table-view.js';

/** Whether a probability means what it says. */
export function honestySection(context: ReportContext) {
  const { input, t, format, cells } = context;
  const { figures } = input;
  const bins = figures.reliability.after;
  return {
    quality: tableView(context, {
      id: 'honesty-quality',
      caption: t('honesty.quality.caption'),
      headText: t('figure'),
      rows: qualityRows(figures),
      head: ({ name }) => wordsOf(t(name)),
      columns: [
        {
          text: t('honesty.before'),
          note: 'bootstrap',
          cell: ({ before }): Cell => cells.estimatedDecimal(before),
        },
        {
          text: t('honesty.after', { temperature: format.number(figures.temperature) }),
          note: 'bootstrap',
          cell: ({ after }) => cells.estimatedDecimal(after),
        },
      ],
    }),
    diagram: reliability(context),
    bins: tableView(context, {
      id: 'honesty-bins',
      caption: t('honesty.bins.caption'),
      headText: t('honesty.bin'),
      rows: bins,
      head: ({ from, to }) =>
        wordsOf(t('range', { from: format.percent(from, 0), to: format.percent(to, 0) })),
      columns: [
        { text: t('answersColumn'), cell: ({ count }) => cells.count(count) },
        { text: t('honesty.confidence'), cell: ({ confidence }) => cells.share(confidence) },
        { text: t('honesty.right'), note: 'wilson', cell: ({ accuracy }) => cells.estimatedShare(accuracy) },
      ],
    }),
  };
}

function reliability({ input, t, format, nextLabel }: ReportContext) {
  const bins = input.figures.reliability.after.map(({ accuracy, ...bin }) => ({
    ...bin,
    accuracy: accuracy.value,
    accuracy95: accuracy,
  }));
  const diagram = reliabilityDiagram(
    bins,
    {
      x: t('honesty.x'),
      y: t('honesty.y'),
      alt: (gap) => t('honesty.alt', gap),
      range: (range) => t('range', range),
    },
    format,
  );
  return (
    diagram && {
      id: 'figure-reliability',
      label: nextLabel('figure'),
      caption: t('honesty.caption'),
      ...diagram,
    }
  );
}
