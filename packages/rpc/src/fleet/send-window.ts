import type { Timings } from '@slc/domain';

/** One image that a worker has answered. */
export interface AnsweredImage {
  /** From its sending to its answer, at the client. */
  readonly latencyMs: number;
  /** As the worker measured them. */
  readonly timingsMs: Timings;
  /** Whether the window was full when it was sent: another image tells nothing of what a larger one would bring. */
  readonly filledWindow: boolean;
}

/**
 * How long an image should wait at the worker, in times that its batch takes in the network: the next batch is full when an
 * engine ends the last one, and half of another waits for what the sender adds late.
 */
const WANTED_WAIT = 1.5;

/** Enough for two engines to begin with; the first answers say more. */
const FIRST_SIZE = 4;
/** Far above what a worker's queue takes, which is 64 images unless set. */
const LARGEST_SIZE = 1_024;
/** Below it timers are too coarse to divide by. */
const SHORTEST_INFERENCE_MS = 1;

/**
 * How many images may be with one worker. It follows the answers: by Little's law a worker that is full answers as many a
 * second with `size * wanted latency / latency` images, and each of them waits as long as it should. A worker that has become
 * slower, or that others use too, gets fewer. The gradient limiter of https://github.com/Netflix/concurrency-limits does the
 * same without what the worker measured.
 */
export class SendWindow {
  #size = FIRST_SIZE;
  /** The least that an image took outside the worker: the way there and back. */
  #wayMs = Number.POSITIVE_INFINITY;

  /** At least 1. */
  get size(): number {
    return Math.floor(this.#size);
  }

  answered({ latencyMs, timingsMs, filledWindow }: AnsweredImage): void {
    const { queue, inference, total } = timingsMs;
    this.#wayMs = Math.min(this.#wayMs, Math.max(0, latencyMs - total));
    if (!filledWindow) return;
    const unavoidableMs = this.#wayMs + Math.max(total - queue, inference);
    const wantedMs = unavoidableMs + WANTED_WAIT * Math.max(inference, SHORTEST_INFERENCE_MS);
    const change = Math.min(2, wantedMs / Math.max(latencyMs, SHORTEST_INFERENCE_MS)) - 1;
    // A whole window of such answers changes the size by this share.
    this.#resize(this.#size + change);
  }

  /** The worker had no room, or is in trouble. */
  refused(): void {
    this.#resize(this.#size / 2);
  }

  #resize(size: number): void {
    this.#size = Math.min(LARGEST_SIZE, Math.max(1, size));
  }
}
