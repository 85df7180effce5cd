import { parentPort, workerData } from 'node:worker_threads';
import { toSlcError } from '@slc/domain';
import type { ThreadReply } from './thread-reply.js';

/** For the main file of a thread, which only `runInThread` starts: it gives the order, and takes what comes of it. */
export function serveThread<Order, Result, Step = never>(
  work: (order: Order, onStep: (step: Step) => void) => Result,
): void {
  const reply = (message: ThreadReply<Result, Step>) => parentPort?.postMessage(message);
  try {
    const result = work(workerData as Order, (step) => reply({ kind: 'step', step }));
    reply({ kind: 'done', result });
  } catch (thrown) {
    const { code, message, cause } = toSlcError(thrown);
    reply({ kind: 'refused', code, message, cause });
  }
}
