import type { CalibrationStep } from '@slc/evaluation';
import { progressLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';
import { runInThread } from '../thread/run-in-thread.js';
import type { Fit, FitOrder } from './fit-order.js';

/**
 * Fits and measures, with progress on standard error.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `calibrateModel`, `evaluate` and `runInThread`
 */
export async function fitInThread(order: FitOrder, signal: AbortSignal, terminal: Terminal): Promise<Fit> {
  const progress = progressLine('calibrate', terminal);
  const onStep = ({ done, total, what }: CalibrationStep) => progress.show(done / total, what);
  const main = new URL('./fit-thread.js', import.meta.url);
  const stopped = 'stopped while it fitted, nothing was written';
  try {
    return await runInThread({ main, order, does: 'fits', stopped, onStep }, signal);
  } finally {
    progress.end();
  }
}
