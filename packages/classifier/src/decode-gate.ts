import { abortError, throwIfAborted } from '@slc/domain';

export interface DecodeGateOptions {
  /** Images that may be decoded at the same time. */
  readonly slots: number;
  /** Pixels that may be decoded at the same time. */
  readonly pixels: number;
}

/** Bounds the memory and the cores that decoding takes. First come, first in, so that a big image gets its turn. */
export interface DecodeGate {
  /**
   * Waits until this many pixels may be decoded. An image of more than all pixels waits until it is alone.
   *
   * @returns to be called once when the pixels are gone
   * @throws SlcError `cancelled` or `deadline_exceeded` at once when the signal aborts
   */
  enter(pixels: number, signal?: AbortSignal): Promise<() => void>;
}

export function createDecodeGate({ slots, pixels: allPixels }: DecodeGateOptions): DecodeGate {
  const waiting: { readonly pixels: number; open(): void }[] = [];
  let inside = 0;
  let pixelsInside = 0;

  function mayEnter(pixels: number): boolean {
    return inside === 0 || (inside < slots && pixelsInside + pixels <= allPixels);
  }

  function admit(pixels: number): () => void {
    inside++;
    pixelsInside += pixels;
    return () => {
      inside--;
      pixelsInside -= pixels;
      for (let next = waiting[0]; next && mayEnter(next.pixels); next = waiting[0]) {
        waiting.shift();
        next.open();
      }
    };
  }

  return {
    async enter(pixels, signal) {
      throwIfAborted(signal);
      if (waiting.length === 0 && mayEnter(pixels)) return admit(pixels);
      return await new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(abortError(signal?.reason));
        };
        const turn = {
          pixels,
          open() {
            signal?.removeEventListener('abort', onAbort);
            resolve(admit(pixels));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.push(turn);
      });
    },
  };
}
