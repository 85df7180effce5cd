import type { SlcError } from '@slc/domain';
import type { WorkerTarget } from '../worker-target.js';
import type { FleetWorker } from './fleet-worker.js';
import { type WatchOptions, type WorkerPlace, watchPlaces } from './worker-places.js';

export interface RosterOptions extends Omit<WatchOptions, 'signal'> {
  readonly targets: readonly WorkerTarget[];
  /** A worker that has begun to serve the fleet. */
  enlist(place: WorkerPlace): FleetWorker;
  /** Workers have come or gone. */
  changed(): void;
}

/** The workers of a fleet: those that its targets lead to now. */
export class Roster {
  readonly #options: RosterOptions;
  readonly #workers = new Map<string, FleetWorker>();
  readonly #closing = new AbortController();
  /** Null until the targets were resolved for the first time. */
  #names: { readonly unknown: SlcError | null } | null = null;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  get all(): readonly FleetWorker[] {
    return [...this.#workers.values()];
  }

  get isAnyServing(): boolean {
    return this.all.some(({ isServing }) => isServing);
  }

  /** Whether each worker that there is has served or failed. */
  get areAllAsked(): boolean {
    return this.#names !== null && this.all.every(({ isServing, error }) => isServing || error);
  }

  /** Whether there are workers, and none may be used. */
  get areAllRefused(): boolean {
    return this.#workers.size > 0 && this.all.every(({ isRefused }) => isRefused);
  }

  /** A target that leads nowhere. */
  get unknownName(): SlcError | null {
    return this.#names?.unknown ?? null;
  }

  /** Follows the targets until it is closed. */
  async follow(): Promise<void> {
    const { targets, enlist, changed, ...options } = this.#options;
    const { signal } = this.#closing;
    for await (const { places, unknown } of watchPlaces(targets, { ...options, signal })) {
      if (signal.aborted) return;
      this.#names = { unknown };
      for (const place of places) {
        if (!this.#workers.has(place.address)) this.#workers.set(place.address, enlist(place));
      }
      const known = new Set(places.map(({ address }) => address));
      for (const [address, worker] of this.#workers) {
        if (known.has(address)) continue;
        worker.leave();
        this.#workers.delete(address);
      }
      changed();
    }
  }

  /** Leaves every worker. May be called twice. */
  close(): void {
    this.#closing.abort();
    for (const worker of this.#workers.values()) worker.leave();
  }
}
