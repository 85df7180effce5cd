/** One slow batch, as after a pause of the machine, must not make the service refuse what it can do. */
const REMEMBERED_BATCHES = 8;
/** A measurement this old says nothing of now, and without new batches nothing else would correct it. */
const FORGOTTEN_AFTER_MS = 10_000;
const FIRST_BATCH_ESTIMATE_MS = 100;

/** How fast batches have been lately. The estimates are optimistic: work is refused only when even they come too late. */
export class BatchPace {
  readonly #now: () => number;
  readonly #recentImageMs: number[] = [];
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #lastBatchMs = FIRST_BATCH_ESTIMATE_MS;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param durationMs of a whole batch that succeeded */
  record(batchSize: number, durationMs: number): void {
    this.#recentImageMs.push(durationMs / batchSize);
    if (this.#recentImageMs.length > REMEMBERED_BATCHES) this.#recentImageMs.shift();
    this.#lastAtMs = this.#now();
    this.#lastBatchMs = durationMs;
  }

  /** One engine's time for one image of a batch; 0 until a batch was measured, and again when the last is long ago. */
  get imageMs(): number {
    return this.#now() - this.#lastAtMs > FORGOTTEN_AFTER_MS ? 0 : Math.min(...this.#recentImageMs);
  }

  /** What the last batch took, however long ago; a guess until the first has been measured. */
  get lastBatchMs(): number {
    return this.#lastBatchMs;
  }
}
