import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface CacheLimits {
  /** An entry that was not used for this long is removed. */
  readonly maxIdleMs: number;
  /** The size of all entries together; those used last stay. */
  readonly maxBytes: number;
  /** A file that a dead process left half written is removed after this long. */
  readonly maxUnfinishedMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A dozen models of the full one's size; a quarter of a year, so that a service that runs for weeks finds its model again. */
const CACHE_LIMITS: CacheLimits = {
  maxIdleMs: 90 * DAY_MS,
  maxBytes: 2 * 1024 ** 3,
  maxUnfinishedMs: 60 * 60 * 1000,
};

interface CacheFile {
  readonly name: string;
  readonly bytes: number;
  readonly idleMs: number;
}

/**
 * Removes old entries of the compiled-model cache. Using an entry renews its time, so entries in use stay.
 *
 * @param keep the entry that was just made
 */
export async function pruneCache(
  directory: string,
  keep: string,
  { nowMs = Date.now(), ...limits }: CacheLimits & { readonly nowMs?: number } = CACHE_LIMITS,
): Promise<void> {
  const files = await listFiles(directory, nowMs);
  for (const name of whatToRemove(files, keep, limits)) {
    await rm(join(directory, name), { force: true, recursive: true });
  }
}

/** @returns names of files; the files of an entry, which share a name up to its first dot, go together */
export function whatToRemove(
  files: readonly CacheFile[],
  keep: string,
  limits: CacheLimits,
): readonly string[] {
  const unfinished = files.filter(({ name }) => name.startsWith('.'));
  const entries = new Map<string, CacheFile[]>();
  for (const file of files) {
    if (file.name.startsWith('.')) continue;
    const entry = entryOf(file.name);
    entries.set(entry, [...(entries.get(entry) ?? []), file]);
  }
  const idleMs = (entry: readonly CacheFile[]) => Math.min(...entry.map((file) => file.idleMs));
  const newestFirst = [...entries].sort(([, a], [, b]) => idleMs(a) - idleMs(b));
  let bytes = 0;
  const old = newestFirst.filter(([name, entry]) => {
    bytes += entry.reduce((total, file) => total + file.bytes, 0);
    return name !== keep && (bytes > limits.maxBytes || idleMs(entry) > limits.maxIdleMs);
  });
  return [
    ...unfinished.filter((file) => file.idleMs > limits.maxUnfinishedMs),
    ...old.flatMap(([, entry]) => entry),
  ].map(({ name }) => name);
}

function entryOf(name: string): string {
  return name.replace(/\..*$/, '');
}

async function listFiles(directory: string, nowMs: number): Promise<readonly CacheFile[]> {
  const files: CacheFile[] = [];
  for (const name of await readdir(directory)) {
    // Another process may prune at the same time, and have removed the file already.
    const found = await stat(join(directory, name)).catch(() => null);
    if (!found?.isFile() && !name.startsWith('.')) continue;
    if (found) files.push({ name, bytes: found.size, idleMs: nowMs - found.mtimeMs });
  }
  return files;
}
