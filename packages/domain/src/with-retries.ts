import { abortError, SlcError, throwIfAborted } from './errors.js';

export interface RetryOptions {
  readonly signal: { readonly aborted: boolean; readonly reason: unknown };
  /** Whether the same attempt may do later. */
  isPassing(error: SlcError): boolean;
  /** Without progress. */
  readonly mostTries: number;
  /** Each further one is twice as long. */
  readonly firstPauseMs: number;
  /** However long the server asks for. */
  readonly longestPauseMs: number;
  /** Ends early when the signal aborts. */
  sleep(pauseMs: number): Promise<unknown>;
  /** 0..1. */
  readonly random?: (() => number) | undefined;
  /** Grows while tries succeed in part: after progress the count of tries begins again. */
  readonly progress?: (() => number) | undefined;
  /** Called before each pause. */
  readonly onRetry?: ((error: SlcError, pauseMs: number) => void) | undefined;
}

/**
 * Tries again after a passing fault. Pauses double, and each is shortened by up to a half by chance, so that many callers that
 * failed together do not come back together; a server that names a time is not asked earlier.
 *
 * @param attempt may be repeated
 * @throws SlcError `cancelled` or `deadline_exceeded` when the signal aborts; what the last attempt throws
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, isPassing, mostTries, sleep, progress = () => 0, onRetry } = options;
  let tries = 0;
  for (;;) {
    const before = progress();
    try {
      throwIfAborted(signal);
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw abortError(signal.reason);
      if (!(error instanceof SlcError && isPassing(error))) throw error;
      tries = progress() > before ? 1 : tries + 1;
      if (tries >= mostTries) throw error;
      const pauseMs = pauseAfter(error, tries, options);
      onRetry?.(error, pauseMs);
      await sleep(pauseMs);
    }
  }
}

function pauseAfter(
  { retryAfterMs: askedMs = 0 }: SlcError,
  tries: number,
  { firstPauseMs, longestPauseMs, random = Math.random }: RetryOptions,
): number {
  const jitteredMs = Math.round(firstPauseMs * 2 ** (tries - 1) * (1 - random() / 2));
  return Math.min(longestPauseMs, Math.max(askedMs, jitteredMs));
}
