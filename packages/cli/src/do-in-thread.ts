import { parentPort, workerData } from 'node:worker_threads';
import { toSlcError } from '@slc/domain/light';
import type { ThreadReply, WorkStep } from './work-in-thread.js';

/**
 * What the main file of a thread calls that `workInThread` starts: does the work that it was ordered, and tells of each step.
 *
 * @param work gets exactly the order that the thread was started with
 */
export function doInThread<Order, Result>(
  work: (order: Order, onStep: (step: WorkStep) => void) => Result,
): void {
  const reply = (message: ThreadReply<Result>) => parentPort?.postMessage(message);
  try {
    reply({ kind: 'done', result: work(workerData as Order, (step) => reply({ kind: 'step', step })) });
  } catch (thrown) {
    const { code, message, cause } = toSlcError(thrown);
    reply({ kind: 'refused', code, message, cause });
  }
}
