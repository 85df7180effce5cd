/** What one waiting image takes of the queue's limits, from its place until its batch begins. */
export interface Share {
  /** Held in memory. */
  readonly bytes: number;
  /** It waited for its place. */
  readonly hasWaited: boolean;
}

export interface QueueLimits {
  /** For images that wait and images at work together. */
  readonly places: number;
  /** What all waiting images may hold in memory. */
  readonly bytes: number;
}

/**
 * Bounds a queue by places and by the bytes in them. An image that gets a place is answered after no more than the limit's
 * worth of work, so images at work count too. But two batches for each engine may always wait, within the limit: many
 * engines would stand idle otherwise.
 *
 * Images that wait for a place take one as soon as it is free, before any other can come: half of the places and of the
 * bytes is kept from them.
 */
export class Admission {
  /** How many batches may run at the same time. */
  concurrency = 0;
  readonly #limits: QueueLimits;
  readonly #maxBatchSize: number;
  readonly #waiting = { places: 0, bytes: 0 };
  /** The part of `#waiting` that waited for its places. */
  readonly #waited = { places: 0, bytes: 0 };
  readonly #atWork = { batches: 0, images: 0 };

  constructor(limits: QueueLimits, maxBatchSize: number) {
    this.#limits = limits;
    this.#maxBatchSize = maxBatchSize;
  }

  /** By images that wait. */
  get takenPlaces(): number {
    return this.#waiting.places;
  }

  get heldBytes(): number {
    return this.#waiting.bytes;
  }

  get mayStartBatch(): boolean {
    return this.#atWork.batches < this.concurrency;
  }

  /**
   * Whether there is room for one more. An image that alone is over the limit of bytes fits when nothing else is held: it
   * could never come in otherwise.
   */
  fits({ bytes, hasWaited }: Share): boolean {
    const capacity = this.concurrency * this.#maxBatchSize;
    const limits = {
      ...this.#limits,
      places: waitingPlaces(this.#limits.places, this.#atWork.images, capacity),
    };
    if (!hasRoom(this.#waiting, limits, bytes)) return false;
    const half = { places: Math.ceil(limits.places / 2), bytes: limits.bytes / 2 };
    return !hasWaited || hasRoom(this.#waited, half, bytes);
  }

  hold(share: Share): void {
    this.#changeHeld(share, 1);
  }

  release(share: Share): void {
    this.#changeHeld(share, -1);
  }

  batchStarted(images: number): void {
    this.#atWork.batches++;
    this.#atWork.images += images;
  }

  batchEnded(images: number): void {
    this.#atWork.batches--;
    this.#atWork.images -= images;
  }

  #changeHeld({ bytes, hasWaited }: Share, sign: 1 | -1): void {
    for (const held of hasWaited ? [this.#waiting, this.#waited] : [this.#waiting]) {
      held.places += sign;
      held.bytes += sign * bytes;
    }
  }
}

/**
 * How many images may wait beside those at work.
 *
 * @param capacity how many could be at work at the same time
 */
function waitingPlaces(places: number, atWork: number, capacity: number): number {
  return Math.max(places - atWork, Math.min(places, 2 * capacity));
}

/** How many images may have a place or be at work, at most, in a queue of so many places. */
export function mostAdmitted(places: number, capacity: number): number {
  return capacity + waitingPlaces(places, capacity, capacity);
}

function hasRoom(held: QueueLimits, limits: QueueLimits, bytes: number): boolean {
  return held.places === 0 || (held.places < limits.places && held.bytes + bytes <= limits.bytes);
}
