import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isBlobOfSnapshot } from './hub-snapshot.js';

/** A file to read from. */
export interface OpenedFile {
  /** Whoever gets it closes it. */
  readonly descriptor: number;
  readonly sizeBytes: number;
  /** The same for another name of the same file. */
  readonly identity: string;
}

/** What a name in a folder came to. */
export type InFolder =
  | ({ readonly kind: 'opened' } & OpenedFile)
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
 * for: a folder on the way may be exchanged for a link between both.
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
  const stats = fstatSync(descriptor, { bigint: true });
  const isThere = isAt(path, descriptor, stats);
  if (stats.isFile() && isThere) {
    return { kind: 'opened', descriptor, sizeBytes: Number(stats.size), identity: identityOf(stats) };
  }
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

/** Whether what was opened is the file of a path that has no links. */
function isAt(path: string, descriptor: number, opened: BigIntStats): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
  } catch {
    // Only Linux says where a descriptor leads.
    return isStillAt(path, opened);
  }
}

function isStillAt(path: string, opened: BigIntStats): boolean {
  try {
    const there = lstatSync(path, { bigint: true });
    return realpathSync(path) === path && identityOf(there) === identityOf(opened);
  } catch {
    // It is gone.
    return false;
  }
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
