import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, SlcError } from '@slc/domain';

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Grows while tries succeed in part: after progress the count of tries begins again. */
  progress(): number;
  /** Called before each pause. */
  onRetry(error: SlcError, pauseMs: number): void;
  /** The first pause; each further one is twice as long. */
  readonly firstPauseMs?: number | undefined;
}

const TRIES_WITHOUT_PROGRESS = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** The error goes to the caller where a host asks for a longer pause than this. */
const LONGEST_ASKED_PAUSE_MS = 60_000;

/**
 * Tries again after a passing fault: an `SlcError` that has a `retryAfterMs`. Pauses double, with jitter, so that many
 * clients that failed together do not come back together; a host that names a time is not asked earlier.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, progress, onRetry, firstPauseMs = FIRST_PAUSE_MS } = options;
  let tries = 0;
  for (;;) {
    const before = progress();
    try {
      signal.throwIfAborted();
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw abortError(signal.reason);
      const asked = error instanceof SlcError ? error.retryAfterMs : undefined;
      if (!(error instanceof SlcError) || asked === undefined) throw error;
      tries = progress() > before ? 1 : tries + 1;
      if (tries >= TRIES_WITHOUT_PROGRESS || asked > LONGEST_ASKED_PAUSE_MS) throw error;
      const doubled = Math.min(firstPauseMs * 2 ** (tries - 1), LONGEST_PAUSE_MS);
      const pauseMs = Math.max(asked, Math.round(doubled * (0.5 + Math.random())));
      onRetry(error, pauseMs);
      // Ends early on abort; the check above then ends the loop.
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
