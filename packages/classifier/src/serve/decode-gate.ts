import { abortError, throwIfAborted } from '@slc/domain';

export interface DecodeGateOptions {
  /** Images that may be decoded at the same time; from 2 on, large ones leave one slot to the small. */
  readonly slots: number;
  /** Pixels of large images that may be decoded at the same time. An image is large above its share, `pixels / slots`. */
  readonly pixels: number;
}

/**
 * Bounds the memory and the cores that decoding takes, without letting a few large images hold up the small ones. The gate
 * guarantees:
 *
 * - at most `slots` images are inside; large ones among them have at most `pixels` together, or one is larger than that
 *   and the only large one. So there are at most `slots - 1` large ones (from 2 slots on), and inside are at most
 *   `pixels + pixels * (slots - 1) / slots` pixels as long as no image has more than `pixels`;
 * - a free slot goes to the image that came first, except that small images pass a large one which only other large ones
 *   hold up. So no image waits for ever: a large image waits for the large ones that came before it and then
 *   for one slot, a small image for a slot only;
 * - large images enter in the order in which they came, and so do small ones.
 */
export interface DecodeGate {
  /**
   * Waits until this many pixels may be decoded.
   *
   * @returns to be called once when the pixels are gone
   * @throws SlcError `cancelled` or `deadline_exceeded` at once when the signal aborts
   */
  enter(pixels: number, signal?: AbortSignal): Promise<() => void>;
}

export function createDecodeGate({ slots, pixels: allPixels }: DecodeGateOptions): DecodeGate {
  /** In the order in which they came. While a slot is free, these are large ones only. */
  const waiting: Turn[] = [];
  let inside = 0;
  let largePixelsInside = 0;

  /** Each large one has more than its share, so `slots` of them never fit. */
  function fits({ largePixels }: Turn): boolean {
    return largePixels === 0 || largePixelsInside === 0 || largePixelsInside + largePixels <= allPixels;
  }

  function nextTurn(): Turn | undefined {
    const first = waiting[0];
    if (inside === slots || first === undefined) return undefined;
    // A large one that does not fit holds up all large ones.
    return fits(first) ? first : waiting.find(({ largePixels }) => largePixels === 0);
  }

  function letIn(): void {
    for (let turn = nextTurn(); turn; turn = nextTurn()) {
      waiting.splice(waiting.indexOf(turn), 1);
      turn.open();
    }
  }

  function admit({ largePixels }: Turn): () => void {
    inside++;
    largePixelsInside += largePixels;
    return () => {
      inside--;
      largePixelsInside -= largePixels;
      letIn();
    };
  }

  return {
    async enter(pixels, signal) {
      throwIfAborted(signal);
      return await new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(abortError(signal?.reason));
          letIn();
        };
        const turn: Turn = {
          largePixels: pixels > allPixels / slots ? pixels : 0,
          open() {
            signal?.removeEventListener('abort', onAbort);
            resolve(admit(turn));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.push(turn);
        letIn();
      });
    },
  };
}

interface Turn {
  /** 0 for a small image: only its slot counts. */
  readonly largePixels: number;
  open(): void;
}
