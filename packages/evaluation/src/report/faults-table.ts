import { englishWords } from './class-words.js';
import type { ReportContext } from './report-context.js';
import type { ReportFault } from './report-input.js';
import { type TableView, tableView, wordsOf } from './table-view.js';

/** Longer lists are for the command's own output. */
const MOST_LISTED = 50;

/** Files without an answer, each with what is wrong with it. Null where there are none. */
export function faultsTable(
  context: ReportContext,
  { id, caption, faults }: { id: string; caption: string; faults: readonly ReportFault[] },
): { readonly table: TableView; readonly more: string | null } | null {
  if (faults.length === 0) return null;
  const { t, format, locale } = context;
  const more = faults.length - MOST_LISTED;
  return {
    table: tableView(context, {
      id,
      caption,
      headText: t('file'),
      rows: faults.slice(0, MOST_LISTED),
      head: ({ file }) => wordsOf(file),
      columns: [
        {
          text: t('fault.message'),
          isText: true,
          cell: ({ message }) => ({ ...englishWords(message, locale), detail: null }),
        },
      ],
    }),
    more: more > 0 ? t('more', { count: format.integer(more) }) : null,
  };
}
