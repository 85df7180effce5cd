import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
} from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { invalidFile } from './faults.js';
import { isBlobOfSnapshot } from './hub-snapshot.js';

export interface OpenedFile {
  readonly descriptor: number;
  readonly sizeBytes: number;
  /** The same for another name of the same file. */
  readonly identity: string;
}

/**
 * Opens a file that a model names, for reading. Only files in the model's own folder: a path out of it, or a link, would have this
 * process read whatever a stranger names. The one link that is followed is that of the Hub's cache.
 *
 * @param folder the model's, without links
 * @param weights which name the file, for messages
 * @returns a descriptor, for the caller to close: what has its name may be another file the next moment
 * @throws SlcError `invalid_model`
 */
export function openBeside(folder: string, location: string, weights: string): OpenedFile {
  if (location === '' || /^[\\/]|^[A-Za-z]:|(^|[\\/])\.\.([\\/]|$)|\0/.test(location)) {
    throw invalidFile(
      `weights ${weights}: expected a file beside the model, the model names ${JSON.stringify(location)}, which lies elsewhere`,
    );
  }
  const path = realPath(join(folder, location), location);
  const leadsElsewhere = (cause?: unknown) =>
    invalidFile(`weights ${weights}: expected a file beside the model, ${location} leads elsewhere`, cause);
  if (!isInside(folder, path) && !isBlobOfSnapshot(path, join(folder, location))) throw leadsElsewhere();
  let descriptor: number;
  try {
    descriptor = openSync(path, READ_NO_LINK);
  } catch (cause) {
    throw leadsElsewhere(cause);
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) throw invalidFile(`weights ${weights}: expected a file, ${location} is none`);
    if (!isStillAt(path, stats)) throw leadsElsewhere();
    return { descriptor, sizeBytes: Number(stats.size), identity: `${stats.dev}:${stats.ino}` };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** A pipe without a writer would hold the process for ever. Windows knows neither flag. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function realPath(path: string, location: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    const advice = `bring ${location} too: it was written together with the model, and belongs into the same folder`;
    throw invalidFile(
      `its weights are in a file of their own, ${location}, which is not there: ${advice}`,
      cause,
    );
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && !/^\.\.([\\/]|$)/.test(way);
}

/** Whether a path that was checked is that of the opened file: a folder on the way may have become a link before it was opened. */
function isStillAt(path: string, { dev, ino }: BigIntStats): boolean {
  const there = lstatSync(path, { bigint: true });
  return realpathSync(path) === path && there.dev === dev && there.ino === ino;
}
