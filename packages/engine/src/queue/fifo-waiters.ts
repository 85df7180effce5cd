/** Those who wait for a place, in the order in which they came: a big image gets its turn, however many small ones come. */
export interface FifoWaiters {
  /**
   * Resolves when whoever asks was the first in line and went, or when the signal aborts.
   *
   * @param tryToGo takes what there is room for, or says false: asked of the first alone, whenever something has changed
   */
  untilGone(tryToGo: () => boolean, signal: AbortSignal | undefined): Promise<void>;
  /** Something has changed. */
  lookAgain(): void;
}

export function createFifoWaiters(): FifoWaiters {
  interface Waiting {
    tryToGo(): boolean;
    leave(): void;
  }
  const waiting = new Set<Waiting>();

  function lookAgain(): void {
    for (const first of waiting) {
      if (!first.tryToGo()) return;
      first.leave();
    }
  }

  return {
    lookAgain,
    async untilGone(tryToGo, signal) {
      if (waiting.size === 0 && tryToGo()) return;
      await new Promise<void>((resolve) => {
        const one: Waiting = {
          tryToGo,
          leave() {
            waiting.delete(one);
            signal?.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        const giveUp = (): void => {
          one.leave();
          lookAgain();
        };
        waiting.add(one);
        signal?.addEventListener('abort', giveUp);
      });
    },
  };
}
