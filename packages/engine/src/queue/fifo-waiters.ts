/** Callers that wait for a place, first come, first served: a big image gets its turn, however many small ones come. */
export class FifoWaiters {
  /** How each caller enters, and how it leaves the line then. */
  readonly #waiters = new Map<() => boolean, () => void>();

  /**
   * Resolves when the caller was the first and entered, or when the signal aborts.
   *
   * @param tryToEnter takes a place and returns true, or returns false; only the first caller's is called, at each `retry`
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
