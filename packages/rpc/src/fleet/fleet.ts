import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, type ModelInfo, type ModelManifest, type ModelRef, SlcError } from '@slc/domain';
import { type ClassifierClientOptions, createClassifierClient } from '../client.js';
import { AROUND_THE_IMAGE_BYTES } from '../codec.js';
import type { ImageWishes } from '../methods/classify-options.js';
import type { WorkerTarget } from '../worker-target.js';
import { Condition } from './condition.js';
import { expectModel } from './expect-model.js';
import { FleetWorker, type WorkerFleet } from './fleet-worker.js';
import { Handoff } from './handoff.js';
import { type FleetImage, ImageQueue } from './image-queue.js';
import { type Lookup, type WorkerPlace, watchPlaces } from './worker-places.js';
import type { FleetOutcome, FleetRun } from './worker-stream.js';

export interface FleetOptions extends Pick<ClassifierClientOptions, 'tls' | 'authToken'> {
  readonly targets: readonly WorkerTarget[];
  /** Larger images get `image_too_large` without being sent. */
  readonly maxImageBytes: number;
  readonly observe?: FleetObserver;
  /** How long no worker may serve, at the start and later; 20 s unless given. */
  readonly reachWithinMs?: number;
  /** How often names are resolved again; five seconds unless given. */
  readonly resolveEveryMs?: number;
  readonly lookup?: Lookup;
}

/** What becomes of the workers, for a person who watches. */
export interface FleetObserver {
  joined(address: string): void;
  /** What it had is sent to others. */
  lost(address: string, error: SlcError): void;
}

const REACH_WITHIN_MS = 20_000;
const RESOLVE_EVERY_MS = 5_000;
/** How long the others are waited for when one serves, so that a fleet of different models is refused before it has begun. */
const SETTLE_MS = 2_000;

/** The model of every worker, and the archive that they classify. */
export interface Fleet {
  readonly model: ModelRef;
  readonly engine: string;
  readonly manifest: ModelManifest;
  /**
   * Has the workers classify images, each as many at a time as its answers allow. Yields each image's outcome once, as it
   * comes, and takes no more images while outcomes are not read. What a worker did not answer is sent to another. May be
   * called once.
   *
   * @throws SlcError `cancelled` when the signal aborts; `model_not_ready` while no worker serves for too long;
   * `unsupported_model` when all serve another model; what `images` throws
   */
  classify<Image extends FleetImage>(
    images: AsyncIterable<Image> | Iterable<Image>,
    options: { readonly signal: AbortSignal } & ImageWishes,
  ): AsyncGenerator<FleetOutcome<Image>>;
  /** Leaves every worker. May be called twice. */
  close(): void;
}

/**
 * Finds the workers that the targets lead to, and waits until one serves.
 *
 * @throws SlcError `model_not_ready` where none does in time; `unsupported_model` where they serve different models;
 * `unauthenticated` where none accepts the token; `cancelled` when the signal aborts
 */
export async function openFleet(options: FleetOptions, signal: AbortSignal): Promise<Fleet> {
  const fleet = new OpenFleet(options);
  const stop = () => fleet.fail(abortError(signal.reason));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    await fleet.open();
    return fleet;
  } catch (error) {
    fleet.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Serving = Pick<Fleet, 'model' | 'manifest' | 'engine'>;

class OpenFleet implements Fleet, WorkerFleet {
  readonly #options: FleetOptions;
  readonly #workers = new Map<string, FleetWorker>();
  readonly #closing = new AbortController();
  readonly #change = new Condition();
  #serving: Serving | null = null;
  #run: FleetRun<FleetImage> | null = null;
  #failure: SlcError | null = null;
  /** Runs while no worker serves. */
  #deadline: NodeJS.Timeout | null = null;
  /** Null until the targets were resolved for the first time. */
  #names: { readonly unknown: SlcError | null } | null = null;

  constructor(options: FleetOptions) {
    this.#options = options;
    // Each worker's pauses listen.
    setMaxListeners(0, this.#closing.signal);
  }

  get model(): ModelRef {
    return this.#opened.model;
  }

  get engine(): string {
    return this.#opened.engine;
  }

  get manifest(): ModelManifest {
    return this.#opened.manifest;
  }

  async open(): Promise<void> {
    void this.#followPlaces();
    this.#changed();
    await this.#change.until(() => this.#failure !== null || this.#isServing());
    const settled = sleep(SETTLE_MS, null, { signal: this.#closing.signal, ref: false }).catch(() => {});
    await Promise.race([settled, this.#change.until(() => this.#failure !== null || this.#areAllAsked())]);
    if (this.#failure) throw this.#failure;
    const other = this.#all().find(({ error }) => error?.code === 'unsupported_model');
    if (other?.error) throw named(other, other.error);
  }

  async *classify<Image extends FleetImage>(
    images: AsyncIterable<Image> | Iterable<Image>,
    { signal, ...wishes }: { readonly signal: AbortSignal } & ImageWishes,
  ): AsyncGenerator<FleetOutcome<Image>> {
    const outcomes = new Handoff<FleetOutcome<Image>>();
    const queue = new ImageQueue(images, () => outcomes.end());
    const ended = new AbortController();
    // Each stream listens.
    setMaxListeners(0, ended.signal);
    const { maxImageBytes } = this.#options;
    const run = { queue, outcomes, wishes, model: this.model, maxImageBytes, signal: ended.signal };
    // Safe: a worker gives back, or settles, the images that it took of this run, and no others.
    this.#run = run as unknown as FleetRun<FleetImage>;
    const stop = () => this.fail(abortError(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    if (this.#failure) outcomes.fail(this.#failure);
    this.#change.notify();
    try {
      yield* outcomes.read();
    } finally {
      signal.removeEventListener('abort', stop);
      outcomes.end();
      queue.close();
      ended.abort(new SlcError('cancelled', 'The images are no longer wanted.'));
      this.close();
    }
  }

  close(): void {
    this.#closing.abort();
    if (this.#deadline) clearTimeout(this.#deadline);
    for (const worker of this.#workers.values()) worker.leave();
    this.#change.notify();
  }

  fail(error: SlcError): void {
    this.#failure ??= error;
    this.#run?.outcomes.fail(this.#failure);
    this.#change.notify();
  }

  accept(model: ModelRef, { manifest, engine }: ModelInfo): void {
    if (this.#serving) expectModel(model, this.#serving.model);
    else if (manifest && engine !== null) this.#serving = { model, manifest, engine };
    else throw new SlcError('internal', 'expected a manifest and an engine beside the model, got none');
  }

  joined({ address }: FleetWorker): void {
    this.#options.observe?.joined(address);
    this.#changed();
  }

  lost({ address, error }: FleetWorker, isNews: boolean): void {
    if (error && isNews) this.#options.observe?.lost(address, error);
    this.#changed();
  }

  async nextRun(): Promise<FleetRun<FleetImage> | null> {
    const { signal } = this.#closing;
    await this.#change.until(() => this.#run !== null || signal.aborted);
    const run = this.#run;
    await run?.queue.more();
    return signal.aborted || run?.queue.isDone ? null : run;
  }

  async #followPlaces(): Promise<void> {
    const { targets, lookup, resolveEveryMs: everyMs = RESOLVE_EVERY_MS } = this.#options;
    const { signal } = this.#closing;
    for await (const { places, unknown } of watchPlaces(targets, { everyMs, signal, lookup })) {
      if (signal.aborted) return;
      this.#names = { unknown };
      for (const place of places) this.#add(place);
      const known = new Set(places.map(({ address }) => address));
      for (const [address, worker] of this.#workers) {
        if (known.has(address)) continue;
        worker.leave();
        this.#workers.delete(address);
      }
      this.#changed();
    }
  }

  #add({ address, serverName }: WorkerPlace): void {
    if (this.#workers.has(address)) return;
    const { tls, authToken, maxImageBytes } = this.#options;
    const maxMessageBytes = maxImageBytes + AROUND_THE_IMAGE_BYTES;
    const client = createClassifierClient({ address, serverName, tls, authToken, maxMessageBytes });
    const worker = new FleetWorker(address, client, this);
    this.#workers.set(address, worker);
    void worker.run();
  }

  /** Ends the work when no worker serves for too long, or all that there are must not be used. */
  #changed(): void {
    const [first] = this.#all();
    if (this.#isServing()) {
      if (this.#deadline) clearTimeout(this.#deadline);
      this.#deadline = null;
    } else if (first?.error && this.#all().every(({ isRefused }) => isRefused)) {
      this.fail(named(first, first.error));
    } else if (!this.#closing.signal.aborted) {
      const { reachWithinMs = REACH_WITHIN_MS } = this.#options;
      this.#deadline ??= setTimeout(() => this.fail(this.#unreachable(reachWithinMs)), reachWithinMs);
    }
    this.#change.notify();
  }

  #unreachable(afterMs: number): SlcError {
    const asked = this.#options.targets.map(({ address }) => address).join(', ');
    const message = `expected a worker that serves within ${afterMs / 1_000} s, got none at ${asked}`;
    const lost = this.#all().find(({ error }) => error);
    const reason = lost?.error ? named(lost, lost.error) : this.#names?.unknown;
    return new SlcError('model_not_ready', reason ? `${message}. ${reason.message}` : message);
  }

  #all(): readonly FleetWorker[] {
    return [...this.#workers.values()];
  }

  #isServing(): boolean {
    return this.#all().some(({ isServing }) => isServing);
  }

  #areAllAsked(): boolean {
    return this.#names !== null && this.#all().every(({ isServing, error }) => isServing || error);
  }

  get #opened(): Serving {
    if (!this.#serving) throw new SlcError('internal', 'expected a fleet that is open');
    return this.#serving;
  }
}

function named({ address }: FleetWorker, { code, message }: SlcError): SlcError {
  return new SlcError(code, `${address}: ${message}`);
}
