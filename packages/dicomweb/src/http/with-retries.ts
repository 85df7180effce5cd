import { setTimeout as sleepMs } from 'node:timers/promises';
import { abortError, type SlcError } from '@slc/domain';
import { isOutage } from './outage.js';

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly sleep?: Sleep | undefined;
  /** 0..1. */
  readonly random?: (() => number) | undefined;
}

export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** However long the server asks for: what waits longer is tried anew by the caller. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Tries again while the server has an outage, after pauses that double, or that the server asks for. Each is shortened by up to
 * a half by chance, so that many callers do not come back together.
 *
 * @param attempt may be repeated: a search, a retrieval, or storing objects whose UIDs stay the same
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, sleep = sleepOrAbort, random = Math.random } = options;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (signal.aborted || tries === MOST_TRIES || !isOutage(thrown)) throw thrown;
      await sleep(pauseMs(thrown, tries) * (1 - random() / 2), signal);
    }
  }
}

function pauseMs({ retryAfterMs }: SlcError, tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1));
}

/** @throws SlcError `cancelled` when the signal aborts */
async function sleepOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  await sleepMs(ms, null, { signal }).catch(() => {
    throw abortError(signal.reason);
  });
}
