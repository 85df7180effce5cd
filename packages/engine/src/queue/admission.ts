import type { ByteBudget } from './byte-budget.js';

/** A place that is taken, from then until its image's batch begins. */
export interface Claim {
  /** Held in memory. */
  readonly bytes: number;
  /** It was waited for. */
  readonly hasWaited: boolean;
  /** Whether it counts as cancelled when it is given up. */
  readonly isCounted: boolean;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface QueueLimits {
  readonly maxBatchSize: number;
  /** Images that wait for a place to be filled, wait for a batch, or are in a running one. */
  readonly limit: number;
  /** What the taken places may hold in memory, together with those of the process's other queues. */
  readonly bytes: ByteBudget;
}

/**
 * Bounds a queue by its places and by the process's bytes. An image that gets a place is answered after no more than the limit's
 * worth of work, so images at work count too. But two batches for each engine may always wait, within the limit: many
 * engines would stand idle otherwise. Half of the places and of the bytes is kept from images that wait for a place: they
 * take one as soon as it is free, before any other can come.
 */
export class Admission {
  /** How many batches may run at the same time. */
  concurrency = 0;
  readonly #limits: QueueLimits;
  readonly #taken = { places: 0, byWaited: 0 };
  readonly #atWork = { batches: 0, images: 0 };

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** By images that wait. */
  get takenPlaces(): number {
    return this.#taken.places;
  }

  /** How many batches may start now. */
  get freeEngines(): number {
    return Math.max(this.concurrency - this.#atWork.batches, 0);
  }

  /** Whether there is room for one more. */
  fits(claim: Claim): boolean {
    const { limit, maxBatchSize, bytes } = this.#limits;
    const { places: taken, byWaited } = this.#taken;
    const places = waitingPlaces(limit, this.#atWork.images, this.concurrency * maxBatchSize);
    const hasPlace = taken === 0 || taken < places;
    const hasTurn = !claim.hasWaited || byWaited === 0 || byWaited < Math.ceil(places / 2);
    return hasPlace && hasTurn && bytes.fits(claim);
  }

  hold(claim: Claim): void {
    this.#change(claim, 1);
  }

  release(claim: Claim): void {
    this.#change(claim, -1);
  }

  batchStarted(images: number): void {
    this.#atWork.batches++;
    this.#atWork.images += images;
  }

  batchEnded(images: number): void {
    this.#atWork.batches--;
    this.#atWork.images -= images;
  }

  #change(claim: Claim, sign: 1 | -1): void {
    this.#taken.places += sign;
    if (claim.hasWaited) this.#taken.byWaited += sign;
    this.#limits.bytes.change(claim, sign);
  }
}

/** How many images may wait beside those at work, when `capacity` could be at work at the same time. */
function waitingPlaces(places: number, atWork: number, capacity: number): number {
  return Math.max(places - atWork, Math.min(places, 2 * capacity));
}

/** How many images may have a place or be at work, at most, in a queue with this many places. */
export function mostAdmitted(places: number, capacity: number): number {
  return capacity + waitingPlaces(places, capacity, capacity);
}
