import { EventEmitter } from 'node:events';
import type { DecodeGate } from './decode-gate.js';

/** Most images are decoded in some milliseconds, the slowest honest one in two seconds; libvips gives up after ten. */
export const STALL_MS = 12_000;

export interface WatchedDecodeGate extends DecodeGate {
  /**
   * Images wait, all slots are taken, and no image has entered or left for `STALL_MS`. It is false again when an image leaves.
   */
  readonly isStalled: boolean;
  /** @returns ends the calls */
  onStalled(listener: (isStalled: boolean) => void): () => void;
}

export interface DecodeWatchOptions {
  /** Of the gate. */
  readonly slots: number;
  readonly now?: () => number;
  readonly setTimer?: (callback: () => void, delayMs: number) => void;
}

/** The same gate, watched. */
export function watchDecodeGate(gate: DecodeGate, options: DecodeWatchOptions): WatchedDecodeGate {
  const { slots, now = () => performance.now(), setTimer = unrefTimer } = options;
  const events = new EventEmitter<{ change: [isStalled: boolean] }>().setMaxListeners(0);
  const watch = {
    waiting: 0,
    /** Images whose callers know that they entered: a burst fills the gate before they do. */
    inside: 0,
    movedAtMs: 0,
    isStalled: false,
    isTimerSet: false,
  };

  function setStalled(next: boolean): void {
    if (next === watch.isStalled) return;
    watch.isStalled = next;
    events.emit('change', next);
  }

  /** One timer at most: when it is due it looks whether an image has moved since it was set. */
  function look(): void {
    if (watch.isTimerSet || watch.isStalled || watch.waiting === 0 || watch.inside < slots) return;
    const leftMs = watch.movedAtMs + STALL_MS - now();
    if (leftMs <= 0) {
      setStalled(true);
      return;
    }
    watch.isTimerSet = true;
    setTimer(() => {
      watch.isTimerSet = false;
      look();
    }, leftMs);
  }

  function move(by: 1 | -1): void {
    watch.inside += by;
    watch.movedAtMs = now();
    if (by < 0) setStalled(false);
    look();
  }

  return {
    get isStalled() {
      return watch.isStalled;
    },
    onStalled(listener) {
      events.on('change', listener);
      return () => events.off('change', listener);
    },
    async enter(pixels, signal) {
      watch.waiting++;
      look();
      let leave: () => void;
      try {
        leave = await gate.enter(pixels, signal);
      } finally {
        watch.waiting--;
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
 * The timer does not keep the process alive. Where the process itself stood still, images that were decoded meanwhile leave
 * before the callback runs.
 */
function unrefTimer(callback: () => void, delayMs: number): void {
  setTimeout(() => setImmediate(callback), delayMs).unref();
}
