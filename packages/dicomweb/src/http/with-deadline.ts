import { SlcError, throwIfAborted } from '@slc/domain';

/**
 * Does something with a signal that also aborts after a while.
 *
 * @throws what `work` throws; SlcError `cancelled` when the outer signal has aborted
 */
export async function withDeadline<T>(
  { signal, afterMs }: { readonly signal: AbortSignal; readonly afterMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  const deadline = new AbortController();
  const onAbort = () => deadline.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    const message = `the DICOMweb server had not answered after ${afterMs / 1_000} s`;
    deadline.abort(new SlcError('deadline_exceeded', message));
  }, afterMs);
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
