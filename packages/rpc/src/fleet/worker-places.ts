import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlcError } from '@slc/domain';
import type { WorkerTarget } from '../worker-target.js';

/** Where one worker is. */
export interface WorkerPlace {
  /** What a client connects to. */
  readonly address: string;
  /** Names that its certificate may have, where it is not the address: every one that leads here. */
  readonly serverNames: readonly string[];
}

/** Where the workers are now. */
export interface FoundPlaces {
  readonly places: readonly WorkerPlace[];
  /** A name that is not known; null where every name is. */
  readonly unknown: SlcError | null;
}

/** Every address of a name, as `dns.lookup` gives them. */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

export interface WatchOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly lookup?: Lookup | undefined;
}

/**
 * The workers behind targets, again and again: those of a name, such as that of a headless Service in Kubernetes, are all of
 * its addresses. A name that is not known for a moment keeps its workers.
 */
export async function* watchPlaces(
  targets: readonly WorkerTarget[],
  { everyMs, signal, lookup = lookupAll }: WatchOptions,
): AsyncGenerator<FoundPlaces> {
  const found = new Map<WorkerTarget, readonly WorkerPlace[]>();
  while (!signal.aborted) {
    let unknown: SlcError | null = null;
    for (const target of targets) {
      try {
        found.set(target, await placesOf(target, lookup));
      } catch (cause) {
        const message = `${target.address}: expected a name that leads to workers, it is not known`;
        unknown = new SlcError('model_not_ready', message, { cause });
      }
    }
    yield { places: byAddress([...found.values()].flat()), unknown };
    await sleep(everyMs, null, { signal }).catch(() => {});
  }
}

/** One place for each address, with all of its names. */
function byAddress(places: readonly WorkerPlace[]): readonly WorkerPlace[] {
  const names = new Map<string, Set<string>>();
  for (const { address, serverNames } of places) {
    const known = names.get(address) ?? new Set();
    names.set(address, new Set([...known, ...serverNames]));
  }
  return [...names].map(([address, known]) => ({ address, serverNames: [...known] }));
}

async function placesOf({ address, host }: WorkerTarget, lookup: Lookup): Promise<readonly WorkerPlace[]> {
  if (host === null || isIP(host.name)) return [{ address, serverNames: [] }];
  const { name, port } = host;
  const found = await lookup(name);
  return found.map(({ address: ip, family }) => ({
    address: family === 6 ? `[${ip}]:${port}` : `${ip}:${port}`,
    serverNames: [name],
  }));
}

async function lookupAll(name: string): Promise<readonly LookupAddress[]> {
  return await dns.lookup(name, { all: true });
}
