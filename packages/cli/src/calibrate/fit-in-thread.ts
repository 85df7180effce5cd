import type { Terminal } from '../terminal.js';
import { workInThread } from '../work-in-thread.js';
import type { Fit, FitOrder } from './fit-protocol.js';

/**
 * Fits and measures in a thread of its own.
 *
 * @throws SlcError as `workInThread`, `calibrateModel` and `evaluate`
 */
export async function fitInThread(order: FitOrder, signal: AbortSignal, terminal: Terminal): Promise<Fit> {
  const module = new URL('./fit-thread.js', import.meta.url);
  const work = { module, order, name: 'calibrate', doing: 'while it fitted, nothing was written' };
  return await workInThread<Fit>(work, signal, terminal);
}
