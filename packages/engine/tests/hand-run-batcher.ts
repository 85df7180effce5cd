import { Batcher, type BatcherOptions } from '../src/queue/batcher.js';
import { ByteBudget } from '../src/queue/byte-budget.js';

/** A batcher whose batches the test finishes by hand, on a clock that the test turns. */
export function handRunBatcher(changes: Partial<BatcherOptions<number, number>> = {}) {
  const batches: { inputs: readonly number[]; finish(): void; fail(error: Error): void }[] = [];
  const counts = { shed: 0, cancelled: 0 };
  const timers = new Set<{ callback: () => void; atMs: number }>();
  let nowMs = 0;
  const batcher = new Batcher<number, number>({
    maxBatchSize: 3,
    maxDelayMs: 5,
    limit: 6,
    bytes: new ByteBudget(1_000),
    maxOutageMs: 10_000,
    run: (inputs) =>
      new Promise((resolve, reject) => {
        batches.push({ inputs, finish: () => resolve(inputs.map((x) => x * 10)), fail: reject });
      }),
    events: { shed: () => counts.shed++, cancelled: () => counts.cancelled++ },
    clock: {
      now: () => nowMs,
      setTimer(callback, delayMs) {
        const timer = { callback, atMs: nowMs + delayMs };
        timers.add(timer);
        return { cancel: () => timers.delete(timer) };
      },
    },
    ...changes,
  });
  batcher.setConcurrency(1);
  return {
    batcher,
    batches,
    counts,
    add: (input: number, signal?: AbortSignal) => batcher.reserve({ bytes: 10, signal }).submit(input, 1),
    advance(ms: number) {
      nowMs += ms;
      for (const timer of [...timers]) {
        if (timer.atMs > nowMs) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

/** Lets every promise that can go on do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
