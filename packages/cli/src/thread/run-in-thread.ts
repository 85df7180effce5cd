import { Worker } from 'node:worker_threads';
import { abortError, SlcError } from '@slc/domain';
import type { ThreadReply } from './thread-reply.js';

/** Twenty seconds are usual for 700 images, some minutes for 10,000. */
const WORK_TIMEOUT_MS = 3_600_000;

export interface ThreadWork<Order, Step> {
  /** The main file of the thread, which calls `serveThread`. */
  readonly main: URL;
  readonly order: Order;
  /** What the thread does, for messages: `fits`. */
  readonly does: string;
  /** For the person that stopped it. */
  readonly stopped: string;
  readonly onStep?: (step: Step) => void;
}

/**
 * Runs work of seconds or minutes in a thread of its own: in this one nobody would notice Ctrl-C meanwhile.
 *
 * @throws SlcError `cancelled` when the signal aborts; what the work throws; `internal` when the thread dies
 */
export async function runInThread<Result, Order, Step = never>(
  { main, order, does, stopped, onStep }: ThreadWork<Order, Step>,
  signal: AbortSignal,
): Promise<Result> {
  const thread = new Worker(main, { workerData: order });
  const died = (how: string, cause?: unknown) =>
    new SlcError('internal', `the thread that ${does} ${how}`, { cause });
  try {
    return await new Promise<Result>((resolve, reject) => {
      const onAbort = () => reject(new SlcError(abortError(signal.reason).code, stopped));
      const onTimeout = () => reject(died(`took longer than ${WORK_TIMEOUT_MS} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      const timeout = setTimeout(onTimeout, WORK_TIMEOUT_MS);
      // The first of these settles the promise; those that follow change nothing.
      thread.on('error', (cause) => reject(died('failed', cause)));
      thread.on('exit', (code) => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', onAbort);
        reject(died(`ended with ${code}`));
      });
      thread.on('message', (reply: ThreadReply<Result, Step>) => {
        if (reply.kind === 'done') resolve(reply.result);
        else if (reply.kind === 'step') onStep?.(reply.step);
        else reject(new SlcError(reply.code, reply.message, { cause: reply.cause }));
      });
      if (signal.aborted) onAbort();
    });
  } finally {
    await thread.terminate();
  }
}
