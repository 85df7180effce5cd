import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isBlobOfSnapshot } from './hub-snapshot.js';

/** What a name in a folder came to. */
export type InFolder =
  /** Whoever gets it closes the descriptor. */
  | { readonly kind: 'opened'; readonly descriptor: number; readonly sizeBytes: number }
  | { readonly kind: 'missing'; readonly cause: unknown }
  /** Its name leads out of the folder. */
  | { readonly kind: 'outside' }
  /** A link leads out of the folder. */
  | { readonly kind: 'elsewhere' }
  /** A folder, a device or a pipe, which may have no end, or be waited for without one. */
  | { readonly kind: 'no-file' };

/** Without waiting for whoever writes to a pipe, and through no link that was put there since. Windows has neither flag. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Opens a file of a model's folder, for reading. A path out of it, or a link, would have a stranger choose which file of this machine is
 * read, and perhaps shown. The one link out of it that is followed is that of the Hub's cache. What was opened is where it was looked
 * for: a folder on the way that is exchanged for a link between both shows in the descriptor's own path.
 *
 * @param location as a stranger wrote it
 */
export function openInFolder(folder: string, location: string): InFolder {
  if (LEADS_OUT.test(location)) return { kind: 'outside' };
  let home: string;
  let path: string;
  try {
    home = realpathSync(folder);
    path = realpathSync(join(home, location));
  } catch (cause) {
    return { kind: 'missing', cause };
  }
  if (!isWithin(home, path) && !isBlobOfSnapshot(path, join(home, location))) return { kind: 'elsewhere' };
  let descriptor: number;
  try {
    descriptor = openSync(path, READING);
  } catch (cause) {
    return { kind: 'missing', cause };
  }
  const stats = fstatSync(descriptor);
  const isThere = pathOf(descriptor, path) === path;
  if (stats.isFile() && isThere) return { kind: 'opened', descriptor, sizeBytes: stats.size };
  closeSync(descriptor);
  return { kind: isThere ? 'no-file' : 'elsewhere' };
}

/** An empty name, an absolute one, one with a step up, and one that ends for C before it ends for us. */
const LEADS_OUT = /^$|^[\\/]|^[A-Za-z]:|(^|[\\/])\.\.([\\/]|$)|\0/;

/** Not by the beginning alone: the root's path ends with a separator, and no other does. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way);
}

/** @param asked the answer of systems that do not say where a descriptor leads */
function pathOf(descriptor: number, asked: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // Only Linux says it.
    return asked;
  }
}
