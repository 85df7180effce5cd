import { abortError, SlcError } from '@slc/domain';
import { createBatchPace } from './batch-pace.js';

export interface BatcherOptions<Input, Output> {
  readonly maxBatchSize: number;
  /** How long a batch that is not full may wait for places that are taken and not yet filled. */
  readonly maxDelayMs: number;
  /** Places: inputs that wait, filled or not. Those in a running batch no longer count. */
  readonly limit: number;
  /** What all places together may hold in memory. */
  readonly limitBytes: number;
  /** How long what waits may wait while no batch can run; then it is rejected with `model_not_ready`. */
  readonly maxOutageMs: number;
  /** @returns one output for each input, in their order */
  run(inputs: readonly Input[]): Promise<readonly Output[]>;
  /** Whether the inputs of a batch that failed so may run again: once, first in the queue, each alone. */
  mayRunAgain?(error: unknown): boolean;
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
  /** What the taken places hold, as their owners said it. */
  readonly heldBytes: number;
  /**
   * Takes a place before the work that fills it is begun.
   *
   * @throws SlcError at once: `overloaded` when all are taken, or their bytes, or when so many wait that the place's
   *   turn cannot come in time; `deadline_exceeded` when it could not come in time in an empty queue either;
   *   `cancelled`, `deadline_exceeded` from the signal
   */
  reserve(wish: PlaceWish): Place<Input, Output>;
  /**
   * As `reserve`, but it waits while all places are taken, or half of them, or of the bytes, by such as waited: the other
   * half is for those that do not wait, however many do.
   *
   * @throws SlcError never `overloaded`: `deadline_exceeded` when the place's turn cannot come in time
   */
  reserveInTurn(wish: PlaceWish): Promise<Place<Input, Output>>;
  /** What `reserve` throws when too many wait, for whoever must refuse still earlier; counted as shed. */
  refusal(): SlcError;
  /** How many batches may run at the same time; 0 lets everything wait. */
  setConcurrency(concurrency: number): void;
  /** Rejects what waits, and everything after it. May be called twice. */
  close(): void;
}

export interface PlaceWish {
  /** Held in memory until the place is filled. */
  readonly bytes: number;
  /** How long the answer is worth anything; Infinity unless given. */
  readonly timeoutMs?: number | undefined;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal | undefined;
}

export interface Place<Input, Output> {
  /**
   * Fills the place. Rejects with the batch's error when it fails, or at once when the signal aborts.
   *
   * @param bytes held in memory from now on
   * @throws SlcError `cancelled` or `deadline_exceeded` from the signal; `deadline_exceeded` when the place's turn came
   *   too late for a batch
   */
  submit(input: Input, bytes: number): Promise<Batch<Output>>;
  /** Gives the place back unfilled. Does nothing after `submit`, or a second time. */
  release(): void;
}

/** One output, and when the batch that it came in began to run, on the batcher's clock. */
export interface Batch<Output> {
  readonly output: Output;
  readonly startedAtMs: number;
}

/** What a taken place, or the entry in it, takes away from others until its batch is taken. */
interface Share {
  readonly bytes: number;
  /** It waited for its place. */
  readonly isInTurn: boolean;
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

/** What a batch takes at a guess, until the first has been measured. */
const FIRST_BATCH_ESTIMATE_MS = 100;

/**
 * Batches by what is there when an engine is free: under load batches fill by themselves, and an idle service answers
 * a lone image at once. Only where other images are already being decoded does a batch that is not full wait for them.
 *
 * A place is a promise: whoever has one is answered in order of filling, also when an engine dies meanwhile, until its
 * deadline or its caller ends it.
 */
export function createBatcher<Input, Output>(options: BatcherOptions<Input, Output>): Batcher<Input, Output> {
  const { maxBatchSize, maxDelayMs, limit, limitBytes, maxOutageMs } = options;
  const { now = () => performance.now(), setTimer = realTimer } = options;
  const waiting: Entry<Input, Output>[] = [];
  const inTurn: (() => void)[] = [];
  const pace = createBatchPace(now);
  let unfilled = 0;
  let heldBytes = 0;
  /** The part of it all that is held by those that waited for their places. */
  const heldInTurn = { places: 0, bytes: 0 };
  let running = 0;
  let concurrency = 0;
  let isClosed = false;
  /** No batch could run for too long. */
  let isOut = false;
  let timer: { cancel(): void } | undefined;
  let outageTimer: { cancel(): void } | undefined;
  let lastBatchMs = FIRST_BATCH_ESTIMATE_MS;

  function reserve(wish: PlaceWish): Place<Input, Output> {
    assertWanted(wish);
    if (isFull(wish.bytes)) throw refusal();
    const { timeoutMs = Number.POSITIVE_INFINITY } = wish;
    const aloneMs = pace.imageMs();
    if (timeoutMs <= aloneMs) throw tooLate(aloneMs, timeoutMs);
    if (timeoutMs <= turnMs()) throw refusal();
    return take(wish, false);
  }

  async function reserveInTurn(wish: PlaceWish): Promise<Place<Input, Output>> {
    while (!isClosed && (isFull(wish.bytes) || isFullInTurn(wish.bytes))) await nextChange(wish.signal);
    assertWanted(wish);
    const { timeoutMs = Number.POSITIVE_INFINITY } = wish;
    const leastMs = turnMs();
    if (timeoutMs <= leastMs) throw tooLate(leastMs, timeoutMs);
    return take(wish, true);
  }

  function assertWanted({ signal }: PlaceWish): void {
    if (isClosed) throw closedError();
    if (signal?.aborted) throw leaving(signal);
  }

  /** How long it takes at least until one more is answered. */
  function turnMs(): number {
    return ((waiting.length + unfilled + 1) * pace.imageMs()) / Math.max(concurrency, 1);
  }

  function take(wish: PlaceWish, isInTurn: boolean): Place<Input, Output> {
    const { bytes, timeoutMs = Number.POSITIVE_INFINITY, signal } = wish;
    const deadlineMs = now() + timeoutMs;
    const share: Share = { bytes, isInTurn };
    unfilled++;
    hold(share);
    let isTaken = true;
    const leave = () => {
      isTaken = false;
      unfilled--;
      letGo(share);
    };
    return {
      release() {
        if (!isTaken) return;
        leave();
        if (signal?.aborted) options.onCancel?.();
        dispatch();
      },
      async submit(input, bytesNow) {
        if (!isTaken) throw new SlcError('internal', 'a place in the queue can be filled once');
        leave();
        const filled = enqueue(input, { bytes: bytesNow, isInTurn }, deadlineMs, signal);
        dispatch();
        return await filled;
      },
    };
  }

  function isFull(bytes: number): boolean {
    const depth = waiting.length + unfilled;
    // An input that alone is over the limit is let in when nothing else is held: it could never come in otherwise.
    return depth >= limit || (depth > 0 && heldBytes + bytes > limitBytes);
  }

  /** As soon as a place is free those that wait for one take it, before any other can come: half is kept from them. */
  function isFullInTurn(bytes: number): boolean {
    if (heldInTurn.places === 0) return false;
    return heldInTurn.places >= Math.ceil(limit / 2) || heldInTurn.bytes + bytes > limitBytes / 2;
  }

  function hold({ bytes, isInTurn }: Share): void {
    heldBytes += bytes;
    if (!isInTurn) return;
    heldInTurn.places++;
    heldInTurn.bytes += bytes;
  }

  function letGo({ bytes, isInTurn }: Share): void {
    heldBytes -= bytes;
    if (!isInTurn) return;
    heldInTurn.places--;
    heldInTurn.bytes -= bytes;
  }

  function nextChange(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(leaving(signal));
      const onChange = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        inTurn.splice(inTurn.indexOf(onChange), 1);
        reject(leaving(signal));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      inTurn.push(onChange);
    });
  }

  function refusal(): SlcError {
    options.onShed?.();
    const batchesAhead = Math.ceil((waiting.length + unfilled) / maxBatchSize) / Math.max(concurrency, 1);
    return new SlcError(
      'overloaded',
      `The service is busy: ${waiting.length + unfilled} images are waiting already. Please try again.`,
      { retryAfterMs: Math.max(1, Math.ceil(batchesAhead * lastBatchMs)) },
    );
  }

  function enqueue(
    input: Input,
    share: Share,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Batch<Output>> {
    return new Promise((resolve, reject) => {
      if (isClosed) return reject(closedError());
      if (isOut) return reject(outageError());
      if (signal?.aborted) return reject(leaving(signal));
      const onAbort = () => {
        remove(entry);
        // In a running batch: the batch goes on for the others, this caller need not wait for it.
        entry.reject(leaving(signal));
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
      hold(entry);
    });
  }

  function remove(entry: Entry<Input, Output>): void {
    const index = waiting.indexOf(entry);
    if (index === -1) return;
    waiting.splice(index, 1);
    letGo(entry);
  }

  function leaving(signal: AbortSignal | undefined): SlcError {
    options.onCancel?.();
    return abortError(signal?.reason);
  }

  function dispatch(): void {
    runWhatCanRun();
    if (!isFull(0) && !isFullInTurn(0)) for (const onChange of inTurn.splice(0)) onChange();
  }

  function runWhatCanRun(): void {
    timer?.cancel();
    timer = undefined;
    while (running < concurrency) {
      dropThoseTooLate();
      const [oldest] = waiting;
      if (!oldest) return;
      const waitMs = oldest.filledAtMs + maxDelayMs - now();
      if (waiting.length < maxBatchSize && unfilled > 0 && waitMs > 0 && !oldest.isSecondTry) {
        timer = setTimer(dispatch, waitMs);
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
    for (const entry of batch) letGo(entry);
    return batch;
  }

  async function runBatch(entries: readonly Entry<Input, Output>[]): Promise<void> {
    running++;
    const startedAtMs = now();
    try {
      options.onBatch?.(entries.length);
      const outputs = await options.run(entries.map(({ input }) => input));
      lastBatchMs = now() - startedAtMs;
      pace.record(entries.length, lastBatchMs);
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
      dispatch();
    }
  }

  function failBatch(entries: readonly Entry<Input, Output>[], error: unknown): void {
    const again: Entry<Input, Output>[] = [];
    for (const entry of entries) {
      if (entry.isSettled) continue;
      if (isClosed || entry.isSecondTry || !options.mayRunAgain?.(error)) {
        entry.reject(error);
        continue;
      }
      entry.isSecondTry = true;
      hold(entry);
      again.push(entry);
    }
    waiting.unshift(...again);
  }

  function giveUp(): void {
    isOut = true;
    rejectAll(outageError());
  }

  function rejectAll(error: SlcError): void {
    for (const entry of waiting.splice(0)) {
      letGo(entry);
      entry.reject(error);
    }
  }

  return {
    get depth() {
      return waiting.length + unfilled;
    },
    get heldBytes() {
      return heldBytes;
    },
    reserve,
    reserveInTurn,
    refusal,
    setConcurrency(value) {
      outageTimer?.cancel();
      outageTimer = value === 0 && !isClosed ? setTimer(giveUp, maxOutageMs) : undefined;
      isOut = false;
      concurrency = value;
      dispatch();
    },
    close() {
      isClosed = true;
      timer?.cancel();
      outageTimer?.cancel();
      rejectAll(closedError());
      for (const onChange of inTurn.splice(0)) onChange();
    },
  };
}

function tooLate(leastMs: number, leftMs: number): SlcError {
  const left = Math.max(0, Math.floor(leftMs));
  return new SlcError(
    'deadline_exceeded',
    `The answer cannot be ready in time: it takes at least ${Math.ceil(leastMs)} ms, ${left} are left.`,
  );
}

function closedError(): SlcError {
  return new SlcError('model_not_ready', 'The service is stopping.');
}

function outageError(): SlcError {
  return new SlcError('model_not_ready', 'No engine came back in time. Please try again in a moment.');
}

function realTimer(callback: () => void, delayMs: number): { cancel(): void } {
  const timer = setTimeout(callback, delayMs);
  return { cancel: () => clearTimeout(timer) };
}
