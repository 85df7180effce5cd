import type { LeftOutReason } from '../../labelled-data/labelled-data.js';
import { faultsTable } from '../faults-table.js';
import type { ReportContext } from '../report-context.js';
import { headOf, tableView, wordsOf } from '../table-view.js';

/** What the figures were measured on, and what was not used. */
export function imagesSection(context: ReportContext) {
  const { input, t, format, cells, classes } = context;
  const { figures, data } = input;
  const supports = new Map(figures.perClass.map((row) => [row.class, row.support]));
  const supportOf = (id: string) => supports.get(id) ?? 0;
  const counts = { images: format.integer(figures.images), groups: format.integer(figures.groups) };
  return {
    facts: [
      { name: t('images.source'), value: data.source },
      { name: t('images.used'), value: counts.images },
      {
        name: t('images.groups'),
        value: figures.groups === figures.images ? t('images.groups.own') : counts.groups,
      },
      { name: t('images.failed'), value: format.integer(data.failed.length) },
      { name: t('images.leftOut'), value: format.integer(data.leftOut.length) },
    ],
    classes: tableView(context, {
      id: 'images-classes',
      caption: t('images.classes.caption'),
      headText: t('class'),
      rows: classes,
      head: headOf,
      columns: [
        { text: t('imagesColumn'), cell: ({ id }) => cells.count(supportOf(id)) },
        { text: t('images.share'), cell: ({ id }) => cells.share(supportOf(id) / figures.images) },
      ],
    }),
    failed: faultsTable(context, {
      id: 'images-failed',
      caption: t('images.failed.caption'),
      faults: data.failed,
    }),
    leftOut: leftOutTable(context),
  };
}

function leftOutTable(context: ReportContext) {
  const { input, t, cells } = context;
  const counts = new Map<LeftOutReason, number>();
  for (const { reason } of input.data.leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return null;
  return tableView(context, {
    id: 'images-left-out',
    caption: t('images.leftOut.caption'),
    headText: t('images.reason'),
    rows: [...counts],
    head: ([reason]) => wordsOf(t(`leftOut.${reason}`)),
    columns: [{ text: t('images.leftOut.count'), cell: ([, count]) => cells.count(count) }],
  });
}
