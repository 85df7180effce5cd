import { setTimeout as sleepMs } from 'node:timers/promises';
import type { RetryOptions } from '@slc/domain';

const FIRST_PAUSE_MS = 1_000;
/** The error goes to the caller where a host asks for a longer pause than this. */
const LONGEST_PAUSE_MS = 60_000;

export interface HubRetryOptions extends Pick<RetryOptions, 'progress' | 'onRetry'> {
  readonly signal: AbortSignal;
  readonly firstPauseMs?: number | undefined;
}

/** How a host of the Hub's is asked again after a passing fault, which is an `SlcError` that has a `retryAfterMs`. */
export function hubRetries({
  signal,
  firstPauseMs = FIRST_PAUSE_MS,
  progress,
  onRetry,
}: HubRetryOptions): RetryOptions {
  return {
    ...{ signal, firstPauseMs, progress, onRetry },
    isPassing: ({ retryAfterMs }) => retryAfterMs !== undefined && retryAfterMs <= LONGEST_PAUSE_MS,
    mostTries: 5,
    longestPauseMs: LONGEST_PAUSE_MS,
    // The check before the next try ends an aborted call.
    sleep: (ms) => sleepMs(ms, undefined, { signal }).catch(() => {}),
  };
}
