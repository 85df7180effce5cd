import { setMaxListeners } from 'node:events';
import { SlcError } from '@slc/domain/light';
import type { Terminal } from './terminal.js';

/** Runs a command's work with a signal that aborts at Ctrl-C; its reason is the error of whatever does not say how far it came. */
export async function interruptible<T>(
  terminal: Terminal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  // Each image that is under way listens to it.
  setMaxListeners(0, interrupt.signal);
  const stopListening = terminal.onInterrupt?.(() =>
    interrupt.abort(new SlcError('cancelled', 'stopped before it was done')),
  );
  try {
    return await run(interrupt.signal);
  } finally {
    stopListening?.();
  }
}
