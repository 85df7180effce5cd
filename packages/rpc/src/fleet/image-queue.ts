import type { SlcError } from '@slc/domain';
import { Condition } from './condition.js';

/** An image that is read when a worker has room for it. */
export interface FleetImage {
  /** Rejects with an `SlcError`, which then is what became of the image. May be called again, for another worker. */
  read(): Promise<Uint8Array>;
}

/** An image on its way to an answer. */
export interface QueuedImage<Image> {
  readonly image: Image;
  /** How often a worker took it and did not answer it. */
  readonly losses: number;
}

/**
 * Images in the order in which workers take them: those that a worker did not answer first, then those of the source, which
 * is asked for one when a worker has room for it.
 */
export class ImageQueue<Image> {
  readonly #source: AsyncIterator<Image>;
  readonly #returned: QueuedImage<Image>[] = [];
  /** Taken, and neither settled nor given back. */
  #underWay = 0;
  #isSourceEmpty = false;
  #isClosed = false;
  readonly #change = new Condition();

  readonly #onDone: () => void;

  /** @param onDone called once, when every image is settled */
  constructor(source: AsyncIterable<Image> | Iterable<Image>, onDone: () => void) {
    this.#onDone = onDone;
    // A generator of ours takes several requests for the next one at a time, as not every iterator does.
    this.#source = (async function* () {
      yield* source;
    })();
  }

  /** Whether every image is settled. */
  get isDone(): boolean {
    return this.#isSourceEmpty && this.#underWay === 0 && this.#returned.length === 0;
  }

  /**
   * @returns null where there is none to take now; some that are under way may come back
   * @throws what the source throws
   */
  async take(): Promise<QueuedImage<Image> | null> {
    const returned = this.#returned.shift();
    this.#underWay++;
    if (returned) return returned;
    const next = this.#isSourceEmpty ? null : await this.#source.next();
    if (next && !next.done) return { image: next.value, losses: 0 };
    this.#isSourceEmpty = true;
    this.settle();
    return this.#returned.length > 0 ? await this.take() : null;
  }

  /** A worker did not answer it. */
  giveBack({ image, losses }: QueuedImage<Image>, reason: SlcError | null): void {
    this.#underWay--;
    this.#returned.push({ image, losses: reason === null ? losses : losses + 1 });
    this.#change.notify();
  }

  /** It has got its answer. */
  settle(): void {
    this.#underWay--;
    if (!this.isDone) return;
    this.#change.notify();
    this.#onDone();
  }

  /** Resolves when there may be an image to take, every one is settled, or none is wanted any more. */
  async more(): Promise<void> {
    const isOver = () => this.isDone || this.#isClosed;
    await this.#change.until(() => isOver() || this.#returned.length > 0 || !this.#isSourceEmpty);
  }

  /** Lets the source clean up behind itself, once it has given the image that it was asked for. */
  close(): void {
    this.#isClosed = true;
    this.#change.notify();
    this.#source.return?.().catch(() => {});
  }
}
