import { abortError, SlcError } from '@slc/domain';
import type { Admission, AtWork, Share } from './admission.js';
import type { BatchPace } from './batch-pace.js';

export interface BatchQueueOptions<Input, Output> {
  readonly maxBatchSize: number;
  /** How long a batch that is not full may wait for places that are taken and not yet filled. */
  readonly maxDelayMs: number;
  /** Where what waits here has its share, beside the places that are not filled yet. */
  readonly room: Admission;
  readonly pace: BatchPace;
  /** @returns one output for each input, in their order */
  run(inputs: readonly Input[]): Promise<readonly Output[]>;
  /** Whether the inputs of a batch that failed so may run again: once, first in the queue, each alone. */
  mayRunAgain(error: unknown): boolean;
  onBatch?(size: number): void;
  onCancel?(): void;
  /** After each change that may have made room. */
  onRoom(): void;
  readonly now: () => number;
  readonly setTimer: (callback: () => void, delayMs: number) => { cancel(): void };
}

/** One output, and when the batch that it came in began to run, on the batcher's clock. */
export interface Batch<Output> {
  readonly output: Output;
  readonly startedAtMs: number;
}

/** Filled places, which leave in batches in the order of their filling. */
export interface BatchQueue<Input, Output> {
  /** How many batches may run at the same time. */
  readonly concurrency: number;
  readonly atWork: AtWork;
  setConcurrency(concurrency: number): void;
  /**
   * Waits for a batch, once it is dispatched.
   *
   * @throws SlcError from the signal; `deadline_exceeded` when even the fastest batch would be too late
   */
  add(
    input: Input,
    share: Share,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Batch<Output>>;
  /** Runs the batches that can run; to be called after every change. */
  dispatch(): void;
  /** Rejects what waits, and leaves what runs. */
  rejectAll(error: SlcError): void;
}

interface Entry<Input, Output> extends Share {
  readonly input: Input;
  readonly filledAtMs: number;
  readonly deadlineMs: number;
  /** Its first batch failed through no fault of its own. */
  isSecondTry: boolean;
  isSettled: boolean;
  resolve(batch: Batch<Output>): void;
  reject(error: unknown): void;
}

/**
 * Batches by what is there when an engine is free: under load batches fill by themselves, and an idle service answers
 * a lone image at once. Only where other images are already being decoded does a batch that is not full wait for them.
 */
export function createBatchQueue<Input, Output>(
  options: BatchQueueOptions<Input, Output>,
): BatchQueue<Input, Output> {
  const { maxBatchSize, maxDelayMs, room, pace, now } = options;
  const waiting: Entry<Input, Output>[] = [];
  let running = 0;
  let runningImages = 0;
  let concurrency = 0;
  let delay: { cancel(): void } | undefined;

  function add(
    input: Input,
    share: Share,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Batch<Output>> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        options.onCancel?.();
        entry.reject(abortError(signal?.reason));
        // One in a running batch is in no queue: the batch goes on for the others, this caller need not wait for it.
        if (remove(entry)) dispatch();
      };
      const settle = () => {
        entry.isSettled = true;
        signal?.removeEventListener('abort', onAbort);
      };
      const entry: Entry<Input, Output> = {
        ...share,
        input,
        filledAtMs: now(),
        deadlineMs,
        isSecondTry: false,
        isSettled: false,
        resolve(batch) {
          settle();
          resolve(batch);
        },
        reject(error) {
          settle();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
      room.hold(entry);
    });
  }

  /** @returns whether it was waiting */
  function remove(entry: Entry<Input, Output>): boolean {
    const index = waiting.indexOf(entry);
    if (index === -1) return false;
    waiting.splice(index, 1);
    room.letGo(entry);
    return true;
  }

  function dispatch(): void {
    runWhatCanRun();
    options.onRoom();
  }

  function runWhatCanRun(): void {
    delay?.cancel();
    delay = undefined;
    while (running < concurrency) {
      dropThoseTooLate();
      const [oldest] = waiting;
      if (!oldest) return;
      const waitMs = oldest.filledAtMs + maxDelayMs - now();
      const areOthersComing = room.takenPlaces > waiting.length;
      if (waiting.length < maxBatchSize && areOthersComing && waitMs > 0 && !oldest.isSecondTry) {
        delay = options.setTimer(dispatch, waitMs);
        return;
      }
      void runBatch(takeBatch(oldest));
    }
  }

  function dropThoseTooLate(): void {
    const soonestMs = now() + pace.imageMs();
    for (const entry of waiting.filter(({ deadlineMs }) => deadlineMs < soonestMs)) {
      remove(entry);
      options.onCancel?.();
      entry.reject(tooLate(soonestMs - now(), entry.deadlineMs - now()));
    }
  }

  /** One that an engine died under runs alone: if it was the cause, nobody else pays for it again. */
  function takeBatch(oldest: Entry<Input, Output>): readonly Entry<Input, Output>[] {
    const batch = waiting.splice(0, oldest.isSecondTry ? 1 : maxBatchSize);
    for (const entry of batch) room.letGo(entry);
    return batch;
  }

  async function runBatch(entries: readonly Entry<Input, Output>[]): Promise<void> {
    running++;
    runningImages += entries.length;
    const startedAtMs = now();
    try {
      options.onBatch?.(entries.length);
      const outputs = await options.run(entries.map(({ input }) => input));
      pace.record(entries.length, now() - startedAtMs);
      entries.forEach((entry, i) => {
        const output = outputs[i];
        if (output === undefined)
          entry.reject(new SlcError('internal', 'a batch gave fewer outputs than inputs'));
        else entry.resolve({ output, startedAtMs });
      });
    } catch (error) {
      failBatch(entries, error);
    } finally {
      running--;
      runningImages -= entries.length;
      dispatch();
    }
  }

  function failBatch(entries: readonly Entry<Input, Output>[], error: unknown): void {
    const again: Entry<Input, Output>[] = [];
    for (const entry of entries) {
      if (entry.isSettled) continue;
      if (entry.isSecondTry || !options.mayRunAgain(error)) {
        entry.reject(error);
        continue;
      }
      entry.isSecondTry = true;
      room.hold(entry);
      again.push(entry);
    }
    waiting.unshift(...again);
  }

  return {
    get concurrency() {
      return concurrency;
    },
    get atWork() {
      return { images: runningImages, capacity: concurrency * maxBatchSize };
    },
    setConcurrency(value) {
      concurrency = value;
    },
    add,
    dispatch,
    rejectAll(error) {
      delay?.cancel();
      for (const entry of waiting.splice(0)) {
        room.letGo(entry);
        entry.reject(error);
      }
    },
  };
}

/**
 * @param leastMs the answer takes
 * @param leftMs there are for it
 */
export function tooLate(leastMs: number, leftMs: number): SlcError {
  const left = Math.max(0, Math.floor(leftMs));
  return new SlcError(
    'deadline_exceeded',
    `The answer cannot be ready in time: it takes at least ${Math.ceil(leastMs)} ms, ${left} are left.`,
  );
}
