import { abortError, SlcError, throwIfAborted } from '@slc/domain';

/**
 * Lets pictures through to a codec one at a time, in the order in which they came: a codec keeps a core busy, and the other cores
 * stay free for pictures that need none.
 */
export interface CodecTurns {
  /**
   * @returns to be called when the codec's thread has ended; more calls change nothing
   * @throws SlcError `overloaded` when too many wait; `cancelled` or `deadline_exceeded` at once when the signal aborts
   */
  enter(signal?: AbortSignal): Promise<() => void>;
}

/** A service has 64 requests at most waiting unless it is set up otherwise. */
const MAX_WAITING = 256;

/** @param maxWaiting how many pictures may wait */
export function createCodecTurns(maxWaiting: number = MAX_WAITING): CodecTurns {
  let last: Promise<unknown> = Promise.resolve();
  let present = 0;
  return {
    async enter(signal) {
      throwIfAborted(signal);
      if (present > maxWaiting) {
        throw new SlcError(
          'overloaded',
          `image: expected at most ${maxWaiting} pictures that wait for a codec, got more`,
        );
      }
      present++;
      const before = last;
      const { promise: left, resolve } = deferred();
      // A picture that leaves while it waits still lets nobody pass those before it.
      last = before.then(() => left);
      left.then(() => present--);
      const onAbort = deferred();
      signal?.addEventListener('abort', onAbort.resolve, { once: true });
      await Promise.race([before, onAbort.promise]);
      signal?.removeEventListener('abort', onAbort.resolve);
      if (signal?.aborted) {
        resolve();
        throw abortError(signal.reason);
      }
      return resolve;
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
