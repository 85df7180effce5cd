import { abortError, SlcError } from '@slc/domain';
import type { Admission, Claim } from './admission.js';
import type { BatchPace } from './batch-pace.js';
import type { Clock, Timer } from './clock.js';
import { tooLate } from './refusals.js';

export interface BatchOptions<Input, Output> {
  readonly maxBatchSize: number;
  /** How long a batch that is not full may wait for places that are taken and not yet filled. */
  readonly maxDelayMs: number;
  /** @returns one output for each input, in their order */
  run(inputs: readonly Input[]): Promise<readonly Output[]>;
  /** Whether the inputs of a batch that failed with this error may run again: once, first in the queue, each alone. */
  mayRunAgain?(error: unknown): boolean;
  readonly events?: BatcherEvents;
  readonly clock?: Clock;
}

interface BatchQueueOptions<Input, Output> extends Required<BatchOptions<Input, Output>> {
  /** Filled places that wait here hold their part of it, beside the places that are not filled yet. */
  readonly admission: Admission;
  readonly pace: BatchPace;
  /** There may be room for one more. */
  onRoom(): void;
}

export interface BatcherEvents {
  batchInferred?(size: number): void;
  /** An image was refused because the queue was full, or too long for its caller's time. */
  shed?(): void;
  /** An image was given up because its caller went away or its deadline passed. */
  cancelled?(): void;
}

/** One output, and when the batch that it came in began to run, on the batcher's clock. */
export interface Batch<Output> {
  readonly output: Output;
  readonly startedAtMs: number;
}

/** A filled place that waits for its batch, or is in it. */
interface Entry<Input, Output> extends Claim {
  readonly input: Input;
  readonly filledAtMs: number;
  /** Its engine died under its first batch. */
  isSecondTry: boolean;
  resolve(batch: Batch<Output>): void;
  reject(error: unknown): void;
}

/**
 * Filled places leave in batches, in the order of their filling. When an engine is free it gets its share of what waits, the
 * whole of it if no other engine is free: under load batches fill by themselves, and an idle service answers a lone image at
 * once. A batch that is smaller than that share waits only while other images are being decoded.
 */
export class BatchQueue<Input, Output> {
  readonly #options: BatchQueueOptions<Input, Output>;
  readonly #waiting: Entry<Input, Output>[] = [];
  #delay: Timer | undefined;

  constructor(options: BatchQueueOptions<Input, Output>) {
    this.#options = options;
  }

  /**
   * Fills a place and waits for a batch; `dispatch` is to be called next.
   *
   * @throws SlcError from the signal; `deadline_exceeded` when even the fastest batch would be too late
   */
  async add(claim: Claim, input: Input): Promise<Batch<Output>> {
    const { admission, clock, events } = this.#options;
    const { signal, isCounted } = claim;
    let onAbort = () => {};
    const answer = new Promise<Batch<Output>>((resolve, reject) => {
      const entry = { ...claim, input, filledAtMs: clock.now(), isSecondTry: false, resolve, reject };
      admission.hold(entry);
      this.#waiting.push(entry);
      onAbort = () => {
        if (isCounted) events.cancelled?.();
        reject(abortError(signal?.reason));
        // An entry in a running batch does not wait here: the batch goes on for the others.
        if (this.#remove(entry)) this.dispatch();
      };
    });
    signal?.addEventListener('abort', onAbort);
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Runs the batches that can run; to be called after every change. */
  dispatch(): void {
    this.#startBatches();
    this.#options.onRoom();
  }

  /** Rejects what waits; running batches go on. */
  rejectAll(error: SlcError): void {
    this.#delay?.cancel();
    for (const entry of this.#take(this.#waiting.length)) entry.reject(error);
  }

  #startBatches(): void {
    const { maxBatchSize, maxDelayMs, admission, clock } = this.#options;
    this.#delay?.cancel();
    while (admission.freeEngines > 0) {
      this.#dropTooLate();
      const [oldest] = this.#waiting;
      if (!oldest) return;
      const waitMs = oldest.filledAtMs + maxDelayMs - clock.now();
      // Also of the images that are being decoded: what waits for them is this engine's part alone.
      const fairShare = Math.min(Math.ceil(admission.takenPlaces / admission.freeEngines), maxBatchSize);
      if (this.#waiting.length < fairShare && waitMs > 0 && !oldest.isSecondTry) {
        this.#delay = clock.setTimer(() => this.dispatch(), waitMs);
        return;
      }
      // An image whose engine died runs alone: if it was the cause, no other image suffers for it again.
      void this.#runBatch(this.#take(oldest.isSecondTry ? 1 : fairShare));
    }
  }

  #dropTooLate(): void {
    const { pace, clock, events } = this.#options;
    const { imageMs } = pace;
    const nowMs = clock.now();
    for (const entry of this.#waiting.filter(({ deadlineMs }) => deadlineMs < nowMs + imageMs)) {
      this.#remove(entry);
      if (entry.isCounted) events.cancelled?.();
      entry.reject(tooLate(imageMs, entry.deadlineMs - nowMs));
    }
  }

  async #runBatch(entries: readonly Entry<Input, Output>[]): Promise<void> {
    const { admission, clock, pace, events, run } = this.#options;
    admission.batchStarted(entries.length);
    const startedAtMs = clock.now();
    try {
      events.batchInferred?.(entries.length);
      const outputs = await run(entries.map(({ input }) => input));
      pace.record(entries.length, clock.now() - startedAtMs);
      for (const [i, entry] of entries.entries()) {
        const output = outputs[i];
        if (output !== undefined) entry.resolve({ output, startedAtMs });
        else entry.reject(new SlcError('internal', 'a batch gave fewer outputs than inputs'));
      }
    } catch (error) {
      this.#failBatch(entries, error);
    } finally {
      admission.batchEnded(entries.length);
      this.dispatch();
    }
  }

  #failBatch(entries: readonly Entry<Input, Output>[], error: unknown): void {
    // The callers that left have been answered.
    const stayed = entries.filter(({ signal }) => !signal?.aborted);
    const again = stayed.filter(({ isSecondTry }) => !isSecondTry && this.#options.mayRunAgain(error));
    for (const entry of stayed) if (!again.includes(entry)) entry.reject(error);
    for (const entry of again) {
      entry.isSecondTry = true;
      this.#options.admission.hold(entry);
    }
    this.#waiting.unshift(...again);
  }

  #take(count: number): readonly Entry<Input, Output>[] {
    const taken = this.#waiting.splice(0, count);
    for (const entry of taken) this.#options.admission.release(entry);
    return taken;
  }

  /** @returns whether it was waiting */
  #remove(entry: Entry<Input, Output>): boolean {
    const index = this.#waiting.indexOf(entry);
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    this.#options.admission.release(entry);
    return true;
  }
}
