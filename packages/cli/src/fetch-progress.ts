import { createFormat, SlcError } from '@slc/domain';
import type { FetchReport } from '@slc/models';
import { progressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/**
 * Shows on standard error how a model is being fetched: a bar where that is a terminal, plain lines where it is not.
 *
 * @returns the model, once it is here
 */
export async function showProgress<Fetched>(
  reports: AsyncIterable<FetchReport<Fetched>>,
  id: string,
  terminal: Terminal,
): Promise<Fetched> {
  const progress = progressLine(id, terminal);
  for await (const report of reports) {
    if (report.kind === 'progress') {
      const { bytesDone, bytesTotal } = report;
      progress.show(bytesTotal === null ? 0 : bytesDone / bytesTotal, describe(bytesDone, bytesTotal));
      continue;
    }
    progress.end();
    if (report.kind === 'done') return report.model;
    terminal.complain(`slc: ${report.error.message} Next try in ${Math.ceil(report.pauseMs / 1_000)} s.\n`);
  }
  throw new SlcError('internal', 'the store ended without a model');
}

function describe(bytesDone: number, bytesTotal: number | null): string {
  const { megabytes } = createFormat('en');
  if (bytesTotal === null) return megabytes(bytesDone);
  return `${Math.floor((100 * bytesDone) / bytesTotal)} % of ${megabytes(bytesTotal)}`;
}
