/** What one that waits takes away from others, from its place until its batch is taken. */
export interface Share {
  /** Held in memory. */
  readonly bytes: number;
  /** It waited for its place. */
  readonly isInTurn: boolean;
}

export interface QueueLimits {
  readonly places: number;
  /** What all places together may hold in memory. */
  readonly bytes: number;
}

/**
 * The room of a queue: so many places, and so many bytes in them. Those that wait for a place take one as soon as it is
 * free, before any other can come: half of the places and of the bytes is kept from them.
 */
export interface QueueRoom {
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

export function createQueueRoom(limits: QueueLimits): QueueRoom {
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
      if (!hasRoom(all, limits, bytes)) return false;
      const half = { places: Math.ceil(limits.places / 2), bytes: limits.bytes / 2 };
      return !isInTurn || hasRoom(inTurn, half, bytes);
    },
    hold: (share) => change(share, 1),
    letGo: (share) => change(share, -1),
  };
}

function hasRoom(held: QueueLimits, limits: QueueLimits, bytes: number): boolean {
  return held.places === 0 || (held.places < limits.places && held.bytes + bytes <= limits.bytes);
}
