/** What one that waits takes away from others, from its place until its batch is taken. */
export interface Share {
  /** Held in memory. */
  readonly bytes: number;
  /** It waited for its place. */
  readonly isInTurn: boolean;
}

export interface QueueLimits {
  /** For what waits and what is at work together. */
  readonly places: number;
  /** What all that wait may hold in memory. */
  readonly bytes: number;
}

export interface AtWork {
  /** In batches that run now. */
  readonly images: number;
  /** That could be in batches at the same time. */
  readonly capacity: number;
}

/**
 * The room of a queue: so many places, and so many bytes in them. Whoever gets a place is answered after no more than the
 * limit's worth of work, so what is at work counts too. But two batches for each engine may always wait, within the limit:
 * engines would stand idle otherwise, where there are many.
 *
 * Those that wait for a place take one as soon as it is free, before any other can come: half of the places and of the
 * bytes is kept from them.
 */
export interface Admission {
  /** By what waits. */
  readonly takenPlaces: number;
  readonly heldBytes: number;
  /**
   * Whether there is room for one more. One that alone is over the limit of bytes fits when nothing else is held: it could
   * never come in otherwise.
   */
  fits(share: Share): boolean;
  hold(share: Share): void;
  letGo(share: Share): void;
}

export function createAdmission(limits: QueueLimits, atWork: () => AtWork): Admission {
  const all = { places: 0, bytes: 0 };
  const inTurn = { places: 0, bytes: 0 };

  function change({ bytes, isInTurn }: Share, sign: 1 | -1): void {
    for (const held of isInTurn ? [all, inTurn] : [all]) {
      held.places += sign;
      held.bytes += sign * bytes;
    }
  }

  return {
    get takenPlaces() {
      return all.places;
    },
    get heldBytes() {
      return all.bytes;
    },
    fits({ bytes, isInTurn }) {
      const places = waitingPlaces(limits.places, atWork());
      if (!hasRoom(all, { places, bytes: limits.bytes }, bytes)) return false;
      const half = { places: Math.ceil(places / 2), bytes: limits.bytes / 2 };
      return !isInTurn || hasRoom(inTurn, half, bytes);
    },
    hold: (share) => change(share, 1),
    letGo: (share) => change(share, -1),
  };
}

/** How many may wait beside what is at work. */
function waitingPlaces(places: number, { images, capacity }: AtWork): number {
  return Math.max(places - images, Math.min(places, 2 * capacity));
}

/** How many may have a place or be at work, at most: what a queue of so many places takes on. */
export function mostAdmitted(places: number, capacity: number): number {
  return capacity + waitingPlaces(places, { images: capacity, capacity });
}

function hasRoom(held: QueueLimits, limits: QueueLimits, bytes: number): boolean {
  return held.places === 0 || (held.places < limits.places && held.bytes + bytes <= limits.bytes);
}
