import { type ErrorCode, isFaultOfImage, type ModelRef, SlcError, toSlcError } from '@slc/domain';
import type { ImageWishes } from '../methods/classify-options.js';
import type { StreamImage, StreamOutcome } from '../methods/classify-stream.js';
import { expectModel } from './expect-model.js';
import type { Handoff } from './handoff.js';
import type { FleetImage, ImageQueue, QueuedImage } from './image-queue.js';
import type { SendWindow } from './send-window.js';

/** What became of one image. */
export type FleetOutcome<Image> = Pick<StreamOutcome, 'classified' | 'error'> & { readonly image: Image };

/** What the streams to all workers of a fleet share while an archive is classified. */
export interface FleetRun<Image> {
  readonly queue: ImageQueue<Image>;
  readonly outcomes: Handoff<FleetOutcome<Image>>;
  /** Asked for with each image. */
  readonly wishes: ImageWishes;
  /** The model that every answer must come from. */
  readonly model: ModelRef;
  readonly maxImageBytes: number;
  /** Ends every stream. */
  readonly signal: AbortSignal;
}

/** Images of one stream that are read from the disk at the same time. */
const READ_AHEAD = 4;

/** An image that this many workers took and lost is suspected of ending them. */
const MOST_LOSSES = 5;

/** Without advice of the worker. */
const REST_MS = 200;

/** With these a worker takes no images, so none of them can be at fault. */
const REFUSALS_OF_STREAMS: ReadonlySet<ErrorCode> = new Set([
  'overloaded',
  'unauthenticated',
  'unsupported_model',
]);

interface SentImage<Image> {
  readonly queued: QueuedImage<Image>;
  readonly bytes: number;
  readonly sentAtMs: number;
  readonly filledWindow: boolean;
}

/** The images of one stream to one worker: each is settled once, or given back when the stream ends. */
export class WorkerStream<Image extends FleetImage> {
  readonly #run: FleetRun<Image>;
  readonly #window: SendWindow;
  /** Taken, and neither settled nor given back. */
  readonly #held = new Set<QueuedImage<Image>>();
  readonly #sent = new Map<string, SentImage<Image>>();
  #state: 'sending' | 'last answers' | 'over' = 'sending';
  #restUntilMs = 0;
  #nextId = 0;
  #makeRoom: () => void = () => {};
  /** Why the worker should be left alone for a while, though the stream ends in order. */
  trouble: SlcError | null = null;

  constructor(run: FleetRun<Image>, window: SendWindow) {
    this.#run = run;
    this.#window = window;
  }

  /** Images with an id of this stream, as the window has room. It ends where there is none to take. */
  async *images(): AsyncGenerator<StreamImage> {
    const reading: Promise<ReadImage<Image> | null>[] = [];
    for (;;) {
      while (this.#hasRoomFor(reading.length)) reading.push(this.#read());
      if (reading.length === 0) {
        if (this.#state !== 'sending') return;
        await this.#room();
        continue;
      }
      const read = await reading.shift();
      if (!read || !this.#held.has(read.queued)) continue;
      const id = String(this.#nextId++);
      const sent = { queued: read.queued, bytes: read.bytes.length, sentAtMs: performance.now() };
      this.#sent.set(id, { ...sent, filledWindow: this.#sent.size + 1 >= this.#window.size });
      yield { id, image: read.bytes, ...this.#run.wishes };
    }
  }

  /**
   * Settles the image, or gives it back for another worker.
   *
   * @returns whether it is settled
   * @throws SlcError `unsupported_model` for an answer of another model than the run's
   */
  async answered({ id, classified, error }: StreamOutcome): Promise<boolean> {
    const sent = this.#sent.get(id);
    if (!sent) throw new SlcError('internal', `answer: expected the id of an image that was sent, got ${id}`);
    const { queued } = sent;
    if (error && !isFaultOfImage(error.code) && error.code !== 'invalid_request') {
      this.#sent.delete(id);
      this.#giveBack(queued, error);
      this.#slowDown(error);
      return false;
    }
    if (classified) {
      expectModel(classified.classification.model, this.#run.model);
      const { timingsMs } = classified.classification;
      this.#window.answered({ ...sent, latencyMs: performance.now() - sent.sentAtMs, timingsMs });
    }
    this.#sent.delete(id);
    this.#makeRoom();
    await this.#settle(queued, classified ? { classified } : { error });
    return true;
  }

  /** Sends no more images; those that the worker has are answered. */
  leave(): void {
    if (this.#state === 'sending') this.#state = 'last answers';
    this.#makeRoom();
  }

  /**
   * Gives back what has no answer. May be called twice.
   *
   * @param error why the stream ended before it had every answer; null where it did not
   */
  end(error: SlcError | null): void {
    this.#state = 'over';
    // The server ends a whole stream for one message over its limit, without saying which.
    const [largest] = [...this.#sent.values()].sort((a, b) => b.bytes - a.bytes);
    if (error?.code === 'image_too_large' && largest) void this.#settle(largest.queued, { error });
    const loss = error && !REFUSALS_OF_STREAMS.has(error.code) ? error : null;
    const sent = new Set([...this.#sent.values()].map(({ queued }) => queued));
    for (const queued of [...this.#held]) this.#giveBack(queued, sent.has(queued) ? loss : null);
    this.#makeRoom();
  }

  #hasRoomFor(reading: number): boolean {
    if (this.#state !== 'sending' || performance.now() < this.#restUntilMs) return false;
    return reading < READ_AHEAD && this.#sent.size + reading < this.#window.size;
  }

  async #room(): Promise<void> {
    const restMs = this.#restUntilMs - performance.now();
    await new Promise<void>((resolve) => {
      const timer = restMs > 0 ? setTimeout(resolve, restMs) : undefined;
      this.#makeRoom = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns null where there is no image to send */
  async #read(): Promise<ReadImage<Image> | null> {
    let queued: QueuedImage<Image> | null;
    try {
      queued = await this.#run.queue.take();
    } catch (thrown) {
      this.#run.outcomes.fail(thrown);
      queued = null;
    }
    if (!queued) {
      this.leave();
      return null;
    }
    if (this.#state === 'over') {
      this.#run.queue.giveBack(queued, null);
      return null;
    }
    this.#held.add(queued);
    try {
      const bytes = await queued.image.read();
      if (bytes.length <= this.#run.maxImageBytes) return { queued, bytes };
      throw tooLarge(bytes.length, this.#run.maxImageBytes);
    } catch (thrown) {
      await this.#settle(queued, { error: toSlcError(thrown) });
      return null;
    }
  }

  async #settle(queued: QueuedImage<Image>, outcome: Outcome): Promise<void> {
    // It may have been given back meanwhile.
    if (!this.#held.delete(queued)) return;
    const { image } = queued;
    await this.#run.outcomes.put({ image, ...outcome });
    this.#run.queue.settle();
  }

  #giveBack(queued: QueuedImage<Image>, error: SlcError | null): void {
    if (error && queued.losses + 1 >= MOST_LOSSES) {
      void this.#settle(queued, { error: lostTooOften(error) });
      return;
    }
    if (this.#held.delete(queued)) this.#run.queue.giveBack(queued, error);
  }

  #slowDown(error: SlcError): void {
    this.#window.refused();
    this.#restUntilMs = performance.now() + (error.retryAfterMs ?? REST_MS);
    if (error.code === 'model_not_ready') {
      this.trouble = error;
      this.leave();
    }
    this.#makeRoom();
  }
}

interface ReadImage<Image> {
  readonly queued: QueuedImage<Image>;
  readonly bytes: Uint8Array;
}

type Outcome = Pick<FleetOutcome<unknown>, 'classified' | 'error'>;

function tooLarge(bytes: number, mostBytes: number): SlcError {
  return new SlcError('image_too_large', `image: expected at most ${mostBytes} bytes, got ${bytes}`);
}

function lostTooOften(cause: SlcError): SlcError {
  const message = `${MOST_LOSSES} times the worker that had this image gave no answer. The last time: ${cause.message}`;
  return new SlcError(cause.code, message, { cause });
}
