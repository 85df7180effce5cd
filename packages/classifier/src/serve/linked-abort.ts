import type { SlcError } from '@slc/domain';

export interface LinkedAbortOptions {
  /** Of the caller. */
  readonly signal: AbortSignal | undefined;
  /** From now on; Infinity for no limit. */
  readonly timeoutMs: number;
  /** Why it aborts after that time. */
  timedOut(): SlcError;
}

/** Ends a piece of work that has several parts: with its caller, when its time is over, or when one of its parts fails. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** For work that is done: leaves the caller's signal, and stops the clock. May be called twice. */
  unlink(): void;
}

/** The caller unlinks it. */
export function linkAbort({ signal, timeoutMs, timedOut }: LinkedAbortOptions): LinkedAbort {
  const own = new AbortController();
  const end = () => own.abort(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  const timer =
    timeoutMs <= LONGEST_TIMER_MS ? setTimeout(() => own.abort(timedOut()), timeoutMs) : undefined;
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    unlink() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    },
  };
}

/** A longer timer would end at once: Node keeps its time in 32 bits. The caller's own signal ends such work. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
