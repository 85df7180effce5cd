import { Worker } from 'node:worker_threads';
import { abortError, type ErrorCode, SlcError } from '@slc/domain';
import { progressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** One of the pieces of a thread's work. */
export interface WorkStep {
  /** Pieces that are done. */
  readonly done: number;
  readonly total: number;
  /** What is done now, in words. */
  readonly what: string;
}

export type ThreadReply<Result> =
  | { readonly kind: 'step'; readonly step: WorkStep }
  | { readonly kind: 'done'; readonly result: Result }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly cause: unknown;
    };

export interface ThreadWork {
  /** The thread's main file, which calls `doInThread`. */
  readonly module: URL;
  readonly order: unknown;
  /** Of the command, for progress. */
  readonly name: string;
  /** For the message of a command that is stopped meanwhile: `while it fitted, nothing was written`. */
  readonly doing: string;
}

/** Twenty seconds are usual for 700 images, some minutes for 10,000. */
const WORK_TIMEOUT_MS = 3_600_000;

/**
 * Computes in a thread of its own what takes seconds: in this one nobody would notice Ctrl-C meanwhile. Progress goes to
 * standard error.
 *
 * @throws SlcError `cancelled` when the signal aborts; as the work; `internal` when the thread dies
 */
export async function workInThread<Result>(
  { module, order, name, doing }: ThreadWork,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Result> {
  const thread = new Worker(module, { workerData: order });
  const progress = progressLine(name, terminal);
  try {
    return await new Promise<Result>((resolve, reject) => {
      const onAbort = () => reject(stopped(signal, doing));
      const onTimeout = () =>
        reject(new SlcError('internal', `${name}: expected figures within ${WORK_TIMEOUT_MS} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      const timeout = setTimeout(onTimeout, WORK_TIMEOUT_MS);
      // The first of these settles the promise; those that follow change nothing.
      thread.on('error', (cause) => reject(died(name, 'failed', cause)));
      thread.on('exit', (code) => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', onAbort);
        reject(died(name, `ended with ${code}`, undefined));
      });
      thread.on('message', (reply: ThreadReply<Result>) => {
        if (reply.kind === 'done') resolve(reply.result);
        else if (reply.kind === 'refused') {
          reject(new SlcError(reply.code, reply.message, { cause: reply.cause }));
        } else progress.show(reply.step.done / reply.step.total, reply.step.what);
      });
      if (signal.aborted) onAbort();
    });
  } finally {
    progress.end();
    await thread.terminate();
  }
}

function stopped(signal: AbortSignal, doing: string): SlcError {
  const { code } = abortError(signal.reason);
  return new SlcError(code, `stopped ${doing}`);
}

function died(name: string, how: string, cause: unknown): SlcError {
  return new SlcError('internal', `the thread of ${name} ${how}`, { cause });
}
