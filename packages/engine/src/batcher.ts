import { abortError, SlcError } from '@slc/domain';

export interface BatcherOptions<Input, Output> {
  readonly maxBatchSize: number;
  /** How long a batch that is not full may wait for places that are taken and not yet filled. */
  readonly maxDelayMs: number;
  /** Places: images that wait, filled or not. Those in a running batch no longer count. */
  readonly limit: number;
  /** @returns one output for each input, in their order */
  run(inputs: readonly Input[]): Promise<readonly Output[]>;
  onBatch?(size: number): void;
  onShed?(): void;
  onCancel?(): void;
  readonly now?: () => number;
  readonly setTimer?: (callback: () => void, delayMs: number) => { cancel(): void };
}

/** A bounded queue that is emptied in batches. */
export interface Batcher<Input, Output> {
  /** Places that are taken. */
  readonly depth: number;
  /**
   * Takes a place before the work that fills it is begun.
   *
   * @throws SlcError `overloaded` at once when all are taken
   */
  reserve(): Place<Input, Output>;
  /** How many batches may run at the same time; 0 lets everything wait. */
  setConcurrency(concurrency: number): void;
  /** Rejects what waits, and everything after it. May be called twice. */
  close(): void;
}

export interface Place<Input, Output> {
  /**
   * Fills the place. Rejects with the batch's error when it fails, or at once when the signal aborts.
   *
   * @throws SlcError `cancelled` or `deadline_exceeded` from the signal
   */
  submit(input: Input, signal?: AbortSignal): Promise<Batch<Output>>;
  /** Gives the place back unfilled. Does nothing after `submit`, or a second time. */
  release(): void;
}

/** One output, and when the batch that it came in began to run, on the batcher's clock. */
export interface Batch<Output> {
  readonly output: Output;
  readonly startedAtMs: number;
}

interface Entry<Input, Output> {
  readonly input: Input;
  readonly filledAtMs: number;
  resolve(batch: Batch<Output>): void;
  reject(error: unknown): void;
}

/** What a batch takes at a guess, until the first has been measured. */
const FIRST_BATCH_ESTIMATE_MS = 100;

/**
 * Batches by what is there when an engine is free: under load batches fill by themselves, and an idle service answers
 * a lone image at once. Only where other images are already being decoded does a batch that is not full wait for them.
 */
export function createBatcher<Input, Output>(options: BatcherOptions<Input, Output>): Batcher<Input, Output> {
  const { maxBatchSize, maxDelayMs, limit, now = () => performance.now(), setTimer = realTimer } = options;
  const waiting: Entry<Input, Output>[] = [];
  let unfilled = 0;
  let running = 0;
  let concurrency = 0;
  let isClosed = false;
  let timer: { cancel(): void } | undefined;
  let batchMs = FIRST_BATCH_ESTIMATE_MS;

  function reserve(): Place<Input, Output> {
    if (isClosed) throw closedError();
    if (waiting.length + unfilled >= limit) {
      options.onShed?.();
      const batchesAhead = Math.ceil(limit / maxBatchSize) / Math.max(concurrency, 1);
      throw new SlcError(
        'overloaded',
        `The service is busy: ${limit} images are waiting already. Please try again.`,
        {
          retryAfterMs: Math.ceil(batchesAhead * batchMs),
        },
      );
    }
    unfilled++;
    let isTaken = true;
    const leave = () => {
      if (!isTaken) return;
      isTaken = false;
      unfilled--;
      dispatch();
    };
    return {
      release: leave,
      async submit(input, signal) {
        if (!isTaken) throw new SlcError('internal', 'a place in the queue can be filled once');
        // Enqueued before the place is given up: `dispatch` must never see a moment without either.
        const filled = enqueue(input, signal);
        leave();
        return await filled;
      },
    };
  }

  function enqueue(input: Input, signal: AbortSignal | undefined): Promise<Batch<Output>> {
    return new Promise((resolve, reject) => {
      if (isClosed) return reject(closedError());
      if (signal?.aborted) return reject(leaving(signal));
      const onAbort = () => {
        const index = waiting.indexOf(entry);
        if (index !== -1) waiting.splice(index, 1);
        // In a running batch: the batch goes on for the others, this caller need not wait for it.
        reject(leaving(signal));
      };
      const stopListening = () => signal?.removeEventListener('abort', onAbort);
      const entry: Entry<Input, Output> = {
        input,
        filledAtMs: now(),
        resolve: (batch) => {
          stopListening();
          resolve(batch);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });
  }

  function leaving(signal: AbortSignal | undefined): SlcError {
    options.onCancel?.();
    return abortError(signal?.reason);
  }

  function dispatch(): void {
    timer?.cancel();
    timer = undefined;
    while (running < concurrency) {
      const [oldest] = waiting;
      if (!oldest) return;
      const waitMs = oldest.filledAtMs + maxDelayMs - now();
      if (waiting.length < maxBatchSize && unfilled > 0 && waitMs > 0) {
        timer = setTimer(dispatch, waitMs);
        return;
      }
      void runBatch(waiting.splice(0, maxBatchSize));
    }
  }

  async function runBatch(entries: readonly Entry<Input, Output>[]): Promise<void> {
    running++;
    const startedAtMs = now();
    try {
      options.onBatch?.(entries.length);
      const outputs = await options.run(entries.map(({ input }) => input));
      batchMs = now() - startedAtMs;
      entries.forEach((entry, i) => {
        const output = outputs[i];
        if (output === undefined)
          entry.reject(new SlcError('internal', 'a batch gave fewer outputs than inputs'));
        else entry.resolve({ output, startedAtMs });
      });
    } catch (error) {
      for (const entry of entries) entry.reject(error);
    } finally {
      running--;
      dispatch();
    }
  }

  return {
    get depth() {
      return waiting.length + unfilled;
    },
    reserve,
    setConcurrency(value) {
      concurrency = value;
      dispatch();
    },
    close() {
      isClosed = true;
      timer?.cancel();
      for (const entry of waiting.splice(0)) entry.reject(closedError());
    },
  };
}

function closedError(): SlcError {
  return new SlcError('model_not_ready', 'The service is stopping.');
}

function realTimer(callback: () => void, delayMs: number): { cancel(): void } {
  const timer = setTimeout(callback, delayMs);
  return { cancel: () => clearTimeout(timer) };
}
