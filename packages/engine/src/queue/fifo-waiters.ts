/** Callers that wait for a place, first come, first served: a big image gets its turn, however many small ones come. */
export class FifoWaiters {
  /** How each caller enters, and how it leaves the line then. */
  readonly #waiters = new Map<() => boolean, () => void>();

  /**
   * Resolves when `tryToEnter` has returned true, or when the signal aborts, which must not have aborted before.
   *
   * @param tryToEnter returns true when its caller need not wait any longer, with a place or without one. It is called at
   *   once where nobody waits, else at each `retry` while its caller is the first
   */
  async enter(tryToEnter: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiters.size === 0 && tryToEnter()) return;
    await new Promise<void>((resolve) => {
      const leave = () => {
        this.#waiters.delete(tryToEnter);
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        leave();
        this.retry();
      };
      this.#waiters.set(tryToEnter, leave);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** To be called when something has changed. */
  retry(): void {
    for (const [tryToEnter, leave] of this.#waiters) {
      if (!tryToEnter()) return;
      leave();
    }
  }
}
