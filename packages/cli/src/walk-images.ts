import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { hasImageExtension, SlcError } from '@slc/domain';
import { hasDerivedEnding } from './derived-endings.js';
import { isDicomFile } from './is-dicom-file.js';
import { notReadable } from './not-readable.js';

/** A file with the name that messages give it. */
export interface NamedFile {
  readonly file: string;
  readonly path: string;
}

export interface WalkOptions {
  /** What the names begin with; they are relative to the folder unless given. */
  readonly shownAs?: string;
  /** Called for a folder that cannot be read, and the others are walked. Unless given, that ends the walk. */
  readonly onUnreadable?: (folder: NamedFile, error: SlcError) => void;
}

/**
 * The images in a folder and in its folders, in the order of their names: by their extensions, and without one by the beginning of a
 * DICOM file. Hidden ones are not listed, nor what `--dicom-out` made of images, nor pipes and devices, and links to folders are not
 * followed.
 *
 * @throws SlcError `not_found` where there is no such folder
 */
export async function walkImages(
  folder: string,
  { shownAs = '', onUnreadable }: WalkOptions = {},
): Promise<readonly NamedFile[]> {
  const found: NamedFile[] = [];
  const walk = async (own: NamedFile): Promise<void> => {
    try {
      for (const entry of await shownEntries(own.path)) {
        const inside = { file: join(own.file, entry.name), path: join(own.path, entry.name) };
        if (entry.isDirectory()) await walk(inside);
        else if (mayBeFile(entry) && (await isPhotograph(entry.name, inside.path))) found.push(inside);
      }
    } catch (error) {
      if (!(error instanceof SlcError) || onUnreadable === undefined) throw error;
      onUnreadable(own, error);
    }
  };
  await walk({ file: shownAs, path: folder });
  return found;
}

/** Pipes, sockets and devices are none: opening one may wait for ever. What a link leads to shows when it is read. */
function mayBeFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

/** The index of a medium has the beginning of DICOM and no picture: PS3.10, 8.6. */
const INDEX_OF_MEDIUM = 'dicomdir';

async function isPhotograph(name: string, path: string): Promise<boolean> {
  if (hasImageExtension(name)) return !hasDerivedEnding(name);
  return !hasExtension(name) && name.toLowerCase() !== INDEX_OF_MEDIUM && (await isDicomFile(path));
}

/** A file that is named by its UID ends in a number, which is none. */
function hasExtension(name: string): boolean {
  return !/^(\.\d+)?$/.test(extname(name));
}

async function shownEntries(path: string) {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw notReadable(path, `${path}: expected a folder that can be read`, cause);
  });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}
