import type { FetchReport } from '@slc/classifier';
import type { SlcError } from '@slc/domain';
import type { Logger } from '@slc/runtime';
import type { WorkerMetrics } from './metrics.js';

export interface FetchWatch {
  reported(report: FetchReport): void;
  failed(error: SlcError, pauseMs: number): void;
}

/** A line for each tenth of the file. */
const STEPS = 10;

/** Tells log and metrics how the fetching of the model goes. Its failures are no faults of ours: no stack is logged. */
export function watchFetch(metrics: WorkerMetrics, logger: Logger): FetchWatch {
  let told = -1;
  return {
    reported(report) {
      if (report.kind === 'done') {
        metrics.modelFetched();
        logger.info('the model is in the cache');
        return;
      }
      if (report.kind === 'retrying') {
        logger.warn({ reason: report.error.message, pauseMs: report.pauseMs }, 'fetching is tried again');
        return;
      }
      const { bytesDone, bytesTotal } = report;
      metrics.modelBytesFetched(bytesDone, bytesTotal);
      const step = bytesTotal === null ? 0 : Math.floor((STEPS * bytesDone) / bytesTotal);
      if (step === told) return;
      told = step;
      logger.info({ bytesDone, bytesTotal }, 'fetching the model');
    },
    failed({ code, message, cause }, pauseMs) {
      metrics.modelFetchFailed(code, pauseMs);
      // The reason is for everybody; what only the operator may see, such as a folder, stands in the cause.
      const why = cause instanceof Error ? cause.message : undefined;
      logger.warn(
        { code, reason: message, why, pauseMs },
        'the model could not be fetched; it is tried again',
      );
    },
  };
}
