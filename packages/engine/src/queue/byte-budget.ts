import type { Claim } from './admission.js';

/**
 * What the images that wait in all queues of a process may hold in memory. Images that waited for their place share half of
 * it: they take room as soon as it is free, before any other can come.
 */
export class ByteBudget {
  readonly #limitBytes: number;
  readonly #all = { claims: 0, bytes: 0 };
  /** The part of `#all` that waited for its places. */
  readonly #waited = { claims: 0, bytes: 0 };
  readonly #queues = new Set<() => void>();

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#all.bytes;
  }

  /** Whether there is room for one more. An image over the limit fits when nothing else is held: it could never come in otherwise. */
  fits({ bytes, hasWaited }: Claim): boolean {
    const [all, waited, limit] = [this.#all, this.#waited, this.#limitBytes];
    const hasRoom = all.claims === 0 || all.bytes + bytes <= limit;
    return hasRoom && (!hasWaited || waited.claims === 0 || waited.bytes + bytes <= limit / 2);
  }

  /** @param sign 1 holds the claim's bytes, −1 releases them */
  change({ bytes, hasWaited }: Claim, sign: 1 | -1): void {
    for (const held of hasWaited ? [this.#all, this.#waited] : [this.#all]) {
      held.claims += sign;
      held.bytes += sign * bytes;
    }
  }

  /** Lets each queue's waiting callers try again. A queue that has made room calls it. */
  retry(): void {
    for (const retry of this.#queues) retry();
  }

  /** @returns ends the calls */
  onRetry(retry: () => void): () => void {
    this.#queues.add(retry);
    return () => this.#queues.delete(retry);
  }
}
