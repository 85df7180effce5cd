import { abortError, SlcError } from '@slc/domain';
import { createAdmission, type Share } from './admission.js';
import { createBatchPace } from './batch-pace.js';
import { type Batch, createBatchQueue, tooLate } from './batch-queue.js';
import { createFifoWaiters } from './fifo-waiters.js';

export type { Batch } from './batch-queue.js';

export interface BatcherOptions<Input, Output> {
  readonly maxBatchSize: number;
  /** How long a batch that is not full may wait for places that are taken and not yet filled. */
  readonly maxDelayMs: number;
  /** Inputs that are waited for, that wait or that are in a running batch (see `Admission`). */
  readonly limit: number;
  /** What all places together may hold in memory. */
  readonly limitBytes: number;
  /** How long what waits, with a place or for one, may wait while no batch can run; then it is rejected with `model_not_ready`. */
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
  /** Places that are taken, by what waits. */
  readonly depth: number;
  /** What the taken places hold, as their owners said it. */
  readonly heldBytes: number;
  /**
   * Takes a place before the work that fills it is begun.
   *
   * @throws SlcError at once: `overloaded` when all are taken, or their bytes, or when so many wait that the place's
   *   turn cannot come in time; `deadline_exceeded` when it could not come in time in an empty queue either;
   *   `model_not_ready` when no batch could run for `maxOutageMs`, until one can again; `cancelled`,
   *   `deadline_exceeded` from the signal
   */
  reserve(wish: PlaceWish): Place<Input, Output>;
  /**
   * As `reserve`, but it waits for room, in the order of asking. Those that wait share half of the places and of the bytes;
   * the other half is for those that do not.
   *
   * @throws SlcError never `overloaded`: `deadline_exceeded` when the place's turn cannot come in time
   */
  reserveInTurn(wish: PlaceWish): Promise<Place<Input, Output>>;
  /** Counts one input as shed, and gives what `reserve` throws then: for whoever must refuse still earlier. */
  shed(): SlcError;
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

/**
 * A place is a promise: whoever has one is answered in order of filling, also when an engine dies meanwhile, until its
 * deadline or its caller ends it. Here is who gets one; what becomes of it is the batch queue's.
 */
export function createBatcher<Input, Output>(options: BatcherOptions<Input, Output>): Batcher<Input, Output> {
  const { now = () => performance.now(), setTimer = realTimer } = options;
  const pace = createBatchPace(now);
  const room = createAdmission({ places: options.limit, bytes: options.limitBytes }, () => queue.atWork);
  const line = createFifoWaiters();
  let isClosed = false;
  /** No batch has been able to run for `maxOutageMs`. */
  let isOutage = false;
  let outageTimer: { cancel(): void } | undefined;

  const queue = createBatchQueue<Input, Output>({
    ...options,
    now,
    setTimer,
    room,
    pace,
    mayRunAgain: (error) => !isClosed && !isOutage && options.mayRunAgain?.(error) === true,
    onRoom() {
      if (room.fits({ bytes: 0, isInTurn: true })) line.lookAgain();
    },
  });

  function reserve(wish: PlaceWish): Place<Input, Output> {
    const { timeoutMs = Number.POSITIVE_INFINITY } = wish;
    const share = { bytes: wish.bytes, isInTurn: false };
    assertWanted(wish.signal);
    if (!room.fits(share)) throw shed();
    const aloneMs = pace.imageMs();
    if (timeoutMs <= aloneMs) throw tooLate(aloneMs, timeoutMs);
    if (timeoutMs <= turnMs()) throw shed();
    return take(share, now() + timeoutMs, wish.signal);
  }

  async function reserveInTurn(wish: PlaceWish): Promise<Place<Input, Output>> {
    const { timeoutMs = Number.POSITIVE_INFINITY, signal } = wish;
    const share = { bytes: wish.bytes, isInTurn: true };
    const deadlineMs = now() + timeoutMs;
    assertWanted(signal);
    let place: Place<Input, Output> | undefined;
    let late: SlcError | undefined;
    await line.untilGone(() => {
      if (isClosed || isOutage) return true;
      if (!room.fits(share)) return false;
      const leastMs = turnMs();
      const leftMs = deadlineMs - now();
      if (leftMs <= leastMs) late = tooLate(leastMs, leftMs);
      else place = take(share, deadlineMs, signal);
      return true;
    }, signal);
    if (place) return place;
    assertWanted(signal);
    throw late ?? closedError();
  }

  function assertWanted(signal: AbortSignal | undefined): void {
    if (isClosed) throw closedError();
    if (isOutage) throw outageError();
    if (!signal?.aborted) return;
    options.onCancel?.();
    throw abortError(signal.reason);
  }

  /** How long it takes at least until one more is answered. */
  function turnMs(): number {
    return ((room.takenPlaces + 1) * pace.imageMs()) / Math.max(queue.concurrency, 1);
  }

  function shed(): SlcError {
    options.onShed?.();
    const ahead = room.takenPlaces;
    const batchesAhead = Math.ceil(ahead / options.maxBatchSize) / Math.max(queue.concurrency, 1);
    return new SlcError(
      'overloaded',
      `The service is busy: ${ahead} images are waiting already. Please try again.`,
      { retryAfterMs: Math.max(1, Math.ceil(batchesAhead * pace.lastBatchMs())) },
    );
  }

  function take(share: Share, deadlineMs: number, signal: AbortSignal | undefined): Place<Input, Output> {
    room.hold(share);
    let isTaken = true;
    const leave = () => {
      isTaken = false;
      room.letGo(share);
    };
    return {
      release() {
        if (!isTaken) return;
        leave();
        if (signal?.aborted) options.onCancel?.();
        queue.dispatch();
      },
      async submit(input, bytes) {
        if (!isTaken) throw new SlcError('internal', 'a place in the queue can be filled once');
        leave();
        const filled = fill(input, { ...share, bytes }, deadlineMs, signal);
        queue.dispatch();
        return await filled;
      },
    };
  }

  async function fill(
    input: Input,
    share: Share,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Batch<Output>> {
    assertWanted(signal);
    return await queue.add(input, share, deadlineMs, signal);
  }

  function giveUp(): void {
    isOutage = true;
    queue.rejectAll(outageError());
    line.lookAgain();
  }

  return {
    get depth() {
      return room.takenPlaces;
    },
    get heldBytes() {
      return room.heldBytes;
    },
    reserve,
    reserveInTurn,
    shed,
    setConcurrency(concurrency) {
      outageTimer?.cancel();
      outageTimer = concurrency === 0 && !isClosed ? setTimer(giveUp, options.maxOutageMs) : undefined;
      isOutage = false;
      queue.setConcurrency(concurrency);
      queue.dispatch();
    },
    close() {
      isClosed = true;
      outageTimer?.cancel();
      queue.rejectAll(closedError());
      line.lookAgain();
    },
  };
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
