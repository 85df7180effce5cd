interface Waiter {
  tryToEnter(): boolean;
  leave(): void;
}

/** Callers that wait for a place, first come, first served: a big image gets its turn, however many small ones come. */
export class FifoWaiters {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves when the caller was the first and entered, or when the signal aborts.
   *
   * @param tryToEnter takes a place and returns true, or returns false; only the first caller's is called, at each `retry`
   */
  async enter(tryToEnter: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiters.size === 0 && tryToEnter()) return;
    await new Promise<void>((resolve) => {
      const onAbort = () => {
        waiter.leave();
        this.retry();
      };
      const waiter: Waiter = {
        tryToEnter,
        leave: () => {
          this.#waiters.delete(waiter);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** To be called when something has changed. */
  retry(): void {
    for (const first of this.#waiters) {
      if (!first.tryToEnter()) return;
      first.leave();
    }
  }
}
