/** How fast batches have been lately, told on the side of hope: work is refused only when even that would be too late. */
export interface BatchPace {
  /** @param durationMs of a whole batch that succeeded */
  record(batchSize: number, durationMs: number): void;
  /** One engine's time for one image of a batch; 0 until a batch was measured, and again when the last is long ago. */
  imageMs(): number;
  /** What the last batch took, however long ago; a guess until the first has been measured. */
  lastBatchMs(): number;
}

/** One slow batch, as after a pause of the machine, must not make the service refuse what it can do. */
const REMEMBERED_BATCHES = 8;
/** What was measured longer ago says nothing of now; without new batches nothing else would correct it. */
const FORGOTTEN_AFTER_MS = 10_000;
const FIRST_BATCH_ESTIMATE_MS = 100;

export function createBatchPace(now: () => number): BatchPace {
  const recent: number[] = [];
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let lastBatchMs = FIRST_BATCH_ESTIMATE_MS;
  return {
    record(batchSize, durationMs) {
      recent.push(durationMs / batchSize);
      if (recent.length > REMEMBERED_BATCHES) recent.shift();
      lastAtMs = now();
      lastBatchMs = durationMs;
    },
    imageMs: () => (now() - lastAtMs > FORGOTTEN_AFTER_MS ? 0 : Math.min(...recent)),
    lastBatchMs: () => lastBatchMs,
  };
}
