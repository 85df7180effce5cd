import type { DecodeGate } from './decode-gate.js';

export interface DecodeWatchOptions {
  /** Of the gate. */
  readonly slots: number;
  onChange(isStalled: boolean): void;
  readonly now?: () => number;
  readonly setTimer?: (callback: () => void, delayMs: number) => void;
}

/** Most images are decoded in some milliseconds, the slowest honest one in two seconds; libvips gives up after ten. */
export const STALL_MS = 12_000;

/**
 * The same gate, watched: decoding is stalled when images wait, all slots are taken, and none has been entered or
 * left for `STALL_MS`. It no longer is when an image leaves.
 */
export function watchDecodeGate(
  gate: DecodeGate,
  { slots, onChange, now = () => performance.now(), setTimer = unrefTimer }: DecodeWatchOptions,
): DecodeGate {
  let waiting = 0;
  /** Those that have heard of it: a burst fills the gate before its clock has begun. */
  let inside = 0;
  let movedAtMs = 0;
  let isStalled = false;
  let isTimerSet = false;

  function tell(next: boolean): void {
    if (next === isStalled) return;
    isStalled = next;
    onChange(isStalled);
  }

  /** One timer at most, which looks when it is due whether anything has moved since it was set. */
  function look(): void {
    if (isTimerSet || isStalled || waiting === 0 || inside < slots) return;
    const leftMs = movedAtMs + STALL_MS - now();
    if (leftMs <= 0) {
      tell(true);
      return;
    }
    isTimerSet = true;
    setTimer(() => {
      isTimerSet = false;
      look();
    }, leftMs);
  }

  function move(by: 1 | -1): void {
    inside += by;
    movedAtMs = now();
    if (by < 0) tell(false);
    look();
  }

  return {
    async enter(pixels, signal) {
      waiting++;
      look();
      let leave: () => void;
      try {
        leave = await gate.enter(pixels, signal);
      } finally {
        waiting--;
      }
      move(1);
      return () => {
        move(-1);
        leave();
      };
    },
  };
}

/**
 * Nobody waits for it: it may not keep the process. Where the process itself stood still, what has been decoded meanwhile
 * is heard of first.
 */
function unrefTimer(callback: () => void, delayMs: number): void {
  setTimeout(() => setImmediate(callback), delayMs).unref();
}
