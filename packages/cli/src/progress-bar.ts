import type { FetchReport, ResolvedModel } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import type { Terminal } from './terminal.js';

const BAR_WIDTH = 30;
/** A terminal is redrawn ten times a second; a log gets a line each tenth of the file. */
const REDRAW_MS = 100;
const LOG_STEPS = 10;

/**
 * Shows on standard error how a model is being fetched: a bar where that is a terminal, plain lines where it is not.
 *
 * @returns the model, once it is here
 */
export async function showProgress(
  reports: AsyncIterable<FetchReport>,
  id: string,
  terminal: Terminal,
): Promise<ResolvedModel> {
  const show = terminal.isInteractive ? bar(id, terminal) : lines(id, terminal);
  for await (const report of reports) {
    if (report.kind === 'done') {
      show.end();
      return report.model;
    }
    if (report.kind === 'progress') show.progress(report.bytesDone, report.bytesTotal);
    else {
      show.end();
      terminal.complain(`slc: ${report.error.message} Next try in ${Math.ceil(report.pauseMs / 1_000)} s.\n`);
    }
  }
  throw new SlcError('internal', 'the store ended without a model');
}

interface Show {
  progress(bytesDone: number, bytesTotal: number | null): void;
  end(): void;
}

function bar(id: string, terminal: Terminal): Show {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let last = '';
  return {
    progress(bytesDone, bytesTotal) {
      const share = bytesTotal === null ? 0 : bytesDone / bytesTotal;
      const filled = Math.round(share * BAR_WIDTH);
      last = `\r${id} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${describe(bytesDone, bytesTotal)}\u001b[K`;
      if (performance.now() - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = performance.now();
      terminal.complain(last);
      last = '';
    },
    end() {
      if (drawnAtMs !== Number.NEGATIVE_INFINITY) terminal.complain(`${last}\n`);
      drawnAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function lines(id: string, terminal: Terminal): Show {
  let shownStep = -1;
  return {
    progress(bytesDone, bytesTotal) {
      const step = bytesTotal === null ? 0 : Math.floor((LOG_STEPS * bytesDone) / bytesTotal);
      if (step === shownStep) return;
      shownStep = step;
      terminal.complain(`${id}: ${describe(bytesDone, bytesTotal)}\n`);
    },
    end() {},
  };
}

function describe(bytesDone: number, bytesTotal: number | null): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  if (bytesTotal === null) return megabytes(bytesDone);
  return `${Math.floor((100 * bytesDone) / bytesTotal)} % of ${megabytes(bytesTotal)}`;
}
