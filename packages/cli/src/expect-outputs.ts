import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { SlcError } from '@slc/domain';
import { notWritable } from './not-writable.js';

/** A file or folder that something else is, or will be, with the words for it. The path is absolute. */
export interface TakenPlace {
  readonly what: string;
  readonly path: string;
}

export interface ExpectedOutputs {
  /** Files that are written, each with the option that names it. Those without a path are not wanted. */
  readonly outputs: readonly { readonly option: string; readonly path: string | null }[];
  readonly taken: readonly TakenPlace[];
  /** A folder that is made before they are written. */
  readonly newFolder?: string;
}

/** Where standard output is a file, a link leads there; a pipe or a terminal has no place. */
const STANDARD_OUTPUT: TakenPlace = { what: 'standard output', path: '/dev/stdout' };

/**
 * For a command that works for minutes before it writes: each file can be written, and is none that the command reads or
 * that another option names.
 *
 * @throws SlcError `invalid_request`
 */
export async function expectOutputs({ outputs, taken, newFolder }: ExpectedOutputs): Promise<void> {
  const places = await Promise.all(
    [STANDARD_OUTPUT, ...taken].map(async ({ what, path }) => ({ what, place: await realPlace(path) })),
  );
  for (const { option, path } of outputs) {
    if (path === null || (await isDevice(path))) continue;
    const place = await realPlace(path);
    const other = places.find((own) => own.place === place || own.place.startsWith(place + sep));
    if (other) {
      const message = `${option} ${path}: expected a file of its own, that is the place of ${other.what}`;
      throw new SlcError('invalid_request', message);
    }
    if (dirname(path) !== newFolder) await expectWritable(path);
    places.push({ what: `the file of ${option}`, place });
  }
}

/** Devices and pipes are written to as they are. */
async function isDevice(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  return there !== null && !there.isFile() && !there.isDirectory();
}

/** The path without links, as far as it exists. */
async function realPlace(path: string): Promise<string> {
  const found = await realpath(path).catch(() => null);
  if (found !== null) return found;
  const folder = dirname(path);
  return folder === path ? path : join(await realPlace(folder), basename(path));
}

async function expectWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory()) throw notWritable(path, new Error('it is a folder'));
}
