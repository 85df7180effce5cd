import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, type ModelInfo, type ModelManifest, type ModelRef, SlcError } from '@slc/domain';
import { type ClassifierClientOptions, createClassifierClient } from '../classifier-client.js';
import { AROUND_THE_IMAGE_BYTES } from '../codec.js';
import type { ImageWishes } from '../methods/classify-options.js';
import type { WorkerTarget } from '../worker-target.js';
import { Condition } from './condition.js';
import { expectModel } from './expect-model.js';
import { FleetWorker, type WorkerFleet } from './fleet-worker.js';
import { Handoff } from './handoff.js';
import { type FleetImage, ImageQueue } from './image-queue.js';
import { Roster } from './roster.js';
import type { Lookup, WorkerPlace } from './worker-places.js';
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
  /** It does not serve, or not any more. What it had is sent to others. */
  lost(address: string, error: SlcError): void;
  /** A name leads nowhere when the fleet opens. */
  unknown?(error: SlcError): void;
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
  readonly #roster: Roster;
  readonly #change = new Condition();
  #serving: Serving | null = null;
  #run: FleetRun<FleetImage> | null = null;
  #failure: SlcError | null = null;
  /** Runs while no worker serves. */
  #deadline: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: FleetOptions) {
    const { targets, lookup, resolveEveryMs: everyMs = RESOLVE_EVERY_MS } = options;
    this.#options = options;
    this.#roster = new Roster({
      ...{ targets, lookup, everyMs },
      enlist: (place) => this.#enlist(place),
      changed: () => this.#changed(),
    });
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
    const roster = this.#roster;
    void roster.follow();
    this.#changed();
    await this.#change.until(() => this.#failure !== null || roster.isAnyServing);
    const settled = sleep(SETTLE_MS, null, { ref: false });
    await Promise.race([settled, this.#change.until(() => this.#failure !== null || roster.areAllAsked)]);
    if (this.#failure) throw this.#failure;
    const other = roster.all.find(({ error }) => error?.code === 'unsupported_model');
    if (other?.error) throw named(other, other.error);
    if (roster.unknownName) this.#options.observe?.unknown?.(roster.unknownName);
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
    this.#isClosed = true;
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#roster.close();
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
    await this.#change.until(() => this.#run !== null || this.#isClosed);
    const run = this.#run;
    await run?.queue.more();
    return this.#isClosed || run?.queue.isDone ? null : run;
  }

  #enlist({ address, serverNames }: WorkerPlace): FleetWorker {
    const { tls, authToken, maxImageBytes } = this.#options;
    const maxMessageBytes = maxImageBytes + AROUND_THE_IMAGE_BYTES;
    const options = { address, tls, authToken, maxMessageBytes };
    // Without certificates one name is as good as another.
    const names = tls && serverNames.length > 0 ? serverNames : [serverNames[0]];
    const clients = names.map((serverName) => createClassifierClient({ ...options, serverName }));
    const worker = new FleetWorker(address, clients, this);
    void worker.run();
    return worker;
  }

  /** Ends the work when no worker serves for too long, or all that there are must not be used. */
  #changed(): void {
    const { isAnyServing, areAllRefused, all } = this.#roster;
    if (isAnyServing) {
      if (this.#deadline) clearTimeout(this.#deadline);
      this.#deadline = null;
    } else if (areAllRefused && all[0]?.error) {
      this.fail(named(all[0], all[0].error));
    } else if (!this.#isClosed) {
      const { reachWithinMs = REACH_WITHIN_MS } = this.#options;
      this.#deadline ??= setTimeout(() => this.fail(this.#unreachable(reachWithinMs)), reachWithinMs);
    }
    this.#change.notify();
  }

  #unreachable(afterMs: number): SlcError {
    const asked = this.#options.targets.map(({ address }) => address).join(', ');
    const message = `expected a worker that serves within ${afterMs / 1_000} s, got none at ${asked}`;
    const lost = this.#roster.all.find(({ error }) => error);
    const reason = lost?.error ? named(lost, lost.error) : this.#roster.unknownName;
    return new SlcError('model_not_ready', reason ? `${message}. ${reason.message}` : message);
  }

  get #opened(): Serving {
    if (!this.#serving) throw new SlcError('internal', 'expected a fleet that is open');
    return this.#serving;
  }
}

function named({ address }: FleetWorker, { code, message }: SlcError): SlcError {
  return new SlcError(code, `${address}: ${message}`);
}
