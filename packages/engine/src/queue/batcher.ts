import { abortError, SlcError } from '@slc/domain';
import { Admission, type Claim, type QueueLimits } from './admission.js';
import { BatchPace } from './batch-pace.js';
import { type Batch, type BatchOptions, BatchQueue } from './batch-queue.js';
import { systemClock, type Timer } from './clock.js';
import { FifoWaiters } from './fifo-waiters.js';
import { noEngine, overloaded, stopping, tooLate } from './refusals.js';

export interface BatcherOptions<Input, Output> extends BatchOptions<Input, Output>, QueueLimits {
  /** How long images wait, with a place or for one, while no batch can run; then they are rejected with `model_not_ready`. */
  readonly maxOutageMs: number;
}

export interface PlaceRequest {
  /** Held in memory until the place is filled. */
  readonly bytes: number;
  /** How long the answer is of use; Infinity unless given. */
  readonly timeoutMs?: number | undefined;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it counts as cancelled when it is given up; true unless given. False for a further pass of an image. */
  readonly isCounted?: boolean;
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
 * A bounded queue that is emptied in batches. A place in it is a promise: its image is answered in order of filling, also
 * when an engine dies meanwhile, until its deadline passes or its caller leaves. The batcher gives out the places; what
 * becomes of filled ones is up to the `BatchQueue`.
 */
export class Batcher<Input, Output> {
  readonly #options: Required<BatcherOptions<Input, Output>>;
  readonly #pace: BatchPace;
  readonly #admission: Admission;
  readonly #waiters = new FifoWaiters();
  readonly #queue: BatchQueue<Input, Output>;
  readonly #leaveBudget: () => void;
  /** Why nothing is taken, after what waited was rejected. */
  #refusal: (() => SlcError) | undefined;
  #outage: Timer | undefined;

  constructor(options: BatcherOptions<Input, Output>) {
    const all = { clock: systemClock, events: {}, mayRunAgain: () => false, ...options };
    this.#options = all;
    this.#pace = new BatchPace(all.clock.now);
    this.#admission = new Admission(all);
    this.#queue = new BatchQueue({
      ...all,
      pace: this.#pace,
      admission: this.#admission,
      mayRunAgain: (error) => !this.#refusal && all.mayRunAgain(error),
      onRoom: () => all.bytes.retry(),
    });
    this.#leaveBudget = all.bytes.onRetry(() => this.#waiters.retry());
  }

  /** Places that are taken, by images that wait. */
  get depth(): number {
    return this.#admission.takenPlaces;
  }

  /**
   * Takes a place before the work that fills it is begun.
   *
   * @throws SlcError `overloaded` when all places or bytes are taken, or too many images wait for the place's turn to
   *   come in time; `deadline_exceeded` when it could not in an empty queue either; `model_not_ready` when no batch could
   *   run for `maxOutageMs`, until one can again; `cancelled` or `deadline_exceeded` from the signal
   */
  reserve(request: PlaceRequest): Place<Input, Output> {
    const [place] = this.reserveAll([request]) ?? [];
    if (!place) throw this.shed();
    return place;
  }

  /**
   * As `reserve`, several places or none.
   *
   * @returns null where `reserve` throws `overloaded`, and nothing is counted as shed then
   * @throws SlcError as `reserve`
   */
  reserveAll(requests: readonly PlaceRequest[]): readonly Place<Input, Output>[] | null {
    const places: Place<Input, Output>[] = [];
    try {
      for (const request of requests) {
        const place = this.#reserveIfRoom(request);
        if (!place) break;
        places.push(place);
      }
    } finally {
      if (places.length < requests.length) for (const place of places) place.release();
    }
    return places.length === requests.length ? places : null;
  }

  /**
   * As `reserve`, but it waits for room, in the order of asking.
   *
   * @throws SlcError never `overloaded`: `deadline_exceeded` when the place's turn cannot come in time
   */
  async reserveInTurn(request: PlaceRequest): Promise<Place<Input, Output>> {
    const claim = this.#claim(request, true);
    let outcome: Place<Input, Output> | SlcError | undefined;
    await this.#waiters.enter(() => {
      outcome = this.#refusal?.() ?? this.#tryToTake(claim);
      return outcome !== undefined;
    }, claim.signal);
    outcome ??= this.#cancelled(claim);
    if (outcome instanceof SlcError) throw outcome;
    return outcome;
  }

  /** Counts one image as shed, and gives what `reserve` throws then, for a caller that refuses even earlier. */
  shed(): SlcError {
    this.#options.events.shed?.();
    const batchesAhead = Math.ceil(this.depth / this.#options.maxBatchSize) / this.#engines;
    return overloaded(this.depth, Math.max(1, Math.ceil(batchesAhead * this.#pace.lastBatchMs)));
  }

  /** Counts one image as given up, for a caller whose places are not counted. */
  countCancelled(): void {
    this.#options.events.cancelled?.();
  }

  /** How many batches may run at the same time; with 0 everything waits. */
  setConcurrency(concurrency: number): void {
    this.#admission.concurrency = concurrency;
    this.#outage?.cancel();
    if (this.#refusal !== stopping) {
      this.#refusal = undefined;
      const { clock, maxOutageMs } = this.#options;
      if (concurrency === 0) this.#outage = clock.setTimer(() => this.#refuse(noEngine), maxOutageMs);
    }
    this.#queue.dispatch();
  }

  /** Rejects what waits, and everything after it. May be called twice. */
  close(): void {
    this.#outage?.cancel();
    this.#refuse(stopping);
    this.#leaveBudget();
  }

  #reserveIfRoom(request: PlaceRequest): Place<Input, Output> | null {
    const { timeoutMs = Number.POSITIVE_INFINITY } = request;
    const claim = this.#claim(request, false);
    if (!this.#admission.fits(claim)) return null;
    const aloneMs = this.#pace.imageMs;
    if (timeoutMs <= aloneMs) throw tooLate(aloneMs, timeoutMs);
    return timeoutMs <= this.#turnMs ? null : this.#take(claim);
  }

  #refuse(reason: () => SlcError): void {
    this.#refusal = reason;
    this.#queue.rejectAll(reason());
    this.#options.bytes.retry();
  }

  #claim(request: PlaceRequest, hasWaited: boolean): Claim {
    const { bytes, timeoutMs = Number.POSITIVE_INFINITY, signal, isCounted = true } = request;
    const deadlineMs = this.#options.clock.now() + timeoutMs;
    const claim = { bytes, hasWaited, isCounted, deadlineMs, signal };
    this.#assertTakes(claim);
    return claim;
  }

  #assertTakes(claim: Claim): void {
    if (this.#refusal) throw this.#refusal();
    if (claim.signal?.aborted) throw this.#cancelled(claim);
  }

  #cancelled({ signal, isCounted }: Claim): SlcError {
    if (isCounted) this.#options.events.cancelled?.();
    return abortError(signal?.reason);
  }

  /** @returns undefined when there is no room */
  #tryToTake(claim: Claim): Place<Input, Output> | SlcError | undefined {
    if (!this.#admission.fits(claim)) return undefined;
    const leftMs = claim.deadlineMs - this.#options.clock.now();
    return leftMs <= this.#turnMs ? tooLate(this.#turnMs, leftMs) : this.#take(claim);
  }

  /** How long it takes at least until one more is answered. */
  get #turnMs(): number {
    return ((this.depth + 1) * this.#pace.imageMs) / this.#engines;
  }

  /** At least one: an engine that is away is being replaced. */
  get #engines(): number {
    return Math.max(this.#admission.concurrency, 1);
  }

  #take(claim: Claim): Place<Input, Output> {
    let isTaken = true;
    const leave = () => {
      isTaken = false;
      this.#admission.release(claim);
    };
    this.#admission.hold(claim);
    return {
      release: () => {
        if (!isTaken) return;
        leave();
        if (claim.signal?.aborted) this.#cancelled(claim);
        this.#queue.dispatch();
      },
      submit: async (input, bytes) => {
        if (!isTaken) throw new SlcError('internal', 'a place in the queue can be filled once');
        leave();
        const answer = this.#fill({ ...claim, bytes }, input);
        // Also when the place could not be filled: another image may wait for it.
        this.#queue.dispatch();
        return await answer;
      },
    };
  }

  async #fill(claim: Claim, input: Input): Promise<Batch<Output>> {
    this.#assertTakes(claim);
    return await this.#queue.add(claim, input);
  }
}
