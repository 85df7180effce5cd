import { SlcError } from '@slc/domain';
import type { Batcher, Place } from '@slc/engine';
import type { ViewedImage, ViewedOutputs } from '../serve/infer-views.js';
import { linkAbort } from '../serve/linked-abort.js';
import type { RunPasses } from './explain-answer.js';

export interface PassesOptions {
  readonly batcher: Batcher<ViewedImage, ViewedOutputs>;
  /** Of one picture of the network's size. */
  readonly pictureBytes: number;
  /** For how long they are of use, from now on. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Forward passes through the queue that all images wait in. One that fails ends the others: they are of no use without it. */
export interface Passes {
  /**
   * Takes places for so many passes, or none. Passes that hold no place wait for room instead, as the images of a stream do.
   *
   * @returns whether there was room
   * @throws SlcError as `Batcher.reserve`, but for `overloaded`
   */
  hold(count: number): boolean;
  readonly run: RunPasses;
  /** Gives back the places that were not used. May be called twice. */
  release(): void;
}

/** The caller releases them. */
export function createPasses({ batcher, pictureBytes, timeoutMs, signal }: PassesOptions): Passes {
  const deadlineMs = performance.now() + timeoutMs;
  const ending = linkAbort({ signal, timeoutMs, timedOut: outOfTime });

  const held: Place<ViewedImage, ViewedOutputs>[] = [];
  const request = () => ({
    bytes: pictureBytes,
    timeoutMs: deadlineMs - performance.now(),
    signal: ending.signal,
    // The image counts as cancelled once, whatever number of passes it takes.
    isCounted: false,
  });

  async function runOne(image: ViewedImage): Promise<ViewedOutputs> {
    const place = held.shift() ?? (await batcher.reserveInTurn(request()));
    return (await place.submit(image, pictureBytes)).output;
  }

  return {
    hold(count) {
      const places = batcher.reserveAll(Array.from({ length: count }, request));
      held.push(...(places ?? []));
      return places !== null;
    },
    async run(pictures) {
      try {
        return await Promise.all(pictures.map(runOne));
      } catch (error) {
        ending.abort(error);
        throw error;
      }
    },
    release() {
      ending.unlink();
      for (const place of held.splice(0)) place.release();
    },
  };
}

function outOfTime(): SlcError {
  return new SlcError('deadline_exceeded', 'The explanation was not ready before its deadline.');
}
