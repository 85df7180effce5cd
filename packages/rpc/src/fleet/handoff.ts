/** Passes values from any number of senders to one reader. Each sender waits until its value was taken. */
export class Handoff<T> {
  readonly #waiting: { readonly value: T; readonly taken: () => void }[] = [];
  #wakeReader: () => void = () => {};
  #end: { readonly error?: unknown } | null = null;

  /** Resolves when the reader has taken the value, or the reading has ended. */
  async put(value: T): Promise<void> {
    if (this.#end) return;
    await new Promise<void>((taken) => {
      this.#waiting.push({ value, taken });
      this.#wakeReader();
    });
  }

  /** No more values come; the reader still gets those that wait. */
  end(): void {
    this.#end ??= {};
    this.#wakeReader();
  }

  /** The reader gets this error next, and nothing more. */
  fail(error: unknown): void {
    this.#end = { error };
    for (const { taken } of this.#waiting.splice(0)) taken();
    this.#wakeReader();
  }

  async *read(): AsyncGenerator<T> {
    for (;;) {
      if (this.#end && 'error' in this.#end) throw this.#end.error;
      const next = this.#waiting.shift();
      if (next) {
        next.taken();
        yield next.value;
      } else if (this.#end) {
        return;
      } else {
        await new Promise<void>((wake) => {
          this.#wakeReader = wake;
        });
      }
    }
  }
}
