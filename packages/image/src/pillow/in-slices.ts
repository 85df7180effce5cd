import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '@slc/domain';

/** Such a slice takes 10 to 30 ms of a core. */
export const SLICE_PIXELS = 2 ** 20;

export interface SliceOptions {
  /** At most this many at a time. */
  readonly size: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on `count` things, from `start` to before `end`, and lets the event loop turn between two slices, so that a large
 * picture does not delay other requests.
 *
 * @throws SlcError `cancelled` or `deadline_exceeded` before the next slice when the signal aborts
 */
export async function inSlices(
  count: number,
  { size, signal }: SliceOptions,
  work: (start: number, end: number) => void,
): Promise<void> {
  for (let start = 0; start < count; start += size) {
    if (start > 0) await setImmediate();
    throwIfAborted(signal);
    work(start, Math.min(start + size, count));
  }
}
