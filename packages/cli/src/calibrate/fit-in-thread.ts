import { Worker } from 'node:worker_threads';
import { abortError, SlcError } from '@slc/domain';
import { progressLine } from '../progress-line.js';
import type { Terminal } from '../terminal.js';
import type { Fit, FitOrder, FitReply } from './fit-protocol.js';

/** Twenty seconds are usual for 700 images, some minutes for 10,000. */
const FIT_TIMEOUT_MS = 3_600_000;

/**
 * Fits and measures in a thread of its own: the work takes seconds, and in this one nobody would notice Ctrl-C meanwhile.
 * Progress goes to standard error.
 *
 * @throws SlcError `cancelled` when the signal aborts; as `calibrateModel` and `evaluate`; `internal` when the thread dies
 */
export async function fitInThread(order: FitOrder, signal: AbortSignal, terminal: Terminal): Promise<Fit> {
  const thread = new Worker(new URL('./fit-thread.js', import.meta.url), { workerData: order });
  const progress = progressLine('calibrate', terminal);
  try {
    return await new Promise<Fit>((resolve, reject) => {
      const onAbort = () => reject(stopped(signal));
      const onTimeout = () => reject(new SlcError('internal', `expected fits within ${FIT_TIMEOUT_MS} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      const timeout = setTimeout(onTimeout, FIT_TIMEOUT_MS);
      // The first of these settles the promise; those that follow change nothing.
      thread.on('error', (cause) => reject(died('failed', cause)));
      thread.on('exit', (code) => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', onAbort);
        reject(died(`ended with ${code}`, undefined));
      });
      thread.on('message', (reply: FitReply) => {
        if (reply.kind === 'fitted') resolve(reply.fit);
        else if (reply.kind === 'refused') reject(refusal(reply));
        else progress.show(reply.step.done / reply.step.total, reply.step.what);
      });
      if (signal.aborted) onAbort();
    });
  } finally {
    progress.end();
    await thread.terminate();
  }
}

function refusal({ code, message, cause }: Extract<FitReply, { kind: 'refused' }>): SlcError {
  return new SlcError(code, message, { cause });
}

function stopped(signal: AbortSignal): SlcError {
  const { code } = abortError(signal.reason);
  return new SlcError(code, 'stopped while it fitted, nothing was written');
}

function died(how: string, cause: unknown): SlcError {
  return new SlcError('internal', `the thread that fits ${how}`, { cause });
}
