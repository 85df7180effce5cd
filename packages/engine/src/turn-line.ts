/** Those who wait for a place, in the order in which they came. */
export interface TurnLine {
  /** Resolves when it may be one's turn, and when the signal aborts: whoever wakes looks what there is. */
  nextChange(signal: AbortSignal | undefined): Promise<void>;
  /** Those who find nothing join again, in the same order. */
  wakeAll(): void;
}

export function createTurnLine(): TurnLine {
  const waiting = new Set<() => void>();
  return {
    nextChange: (signal) =>
      new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      }),
    wakeAll() {
      for (const wake of [...waiting]) wake();
    },
  };
}
