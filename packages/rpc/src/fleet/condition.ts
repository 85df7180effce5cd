/** Waits for something that several parties may bring about. */
export class Condition {
  #waiting: (() => void)[] = [];

  /** Whatever is waited for may be true now. */
  notify(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves when it is true. Rejects with what `isReached` throws. */
  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
