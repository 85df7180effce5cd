import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasImageExtension, SlcError } from '@slc/domain';

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
 * The images in a folder and in its folders, by their extensions, in the order of their names. Hidden ones are not listed,
 * and links to folders are not followed.
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
        else if (hasImageExtension(entry.name)) found.push(inside);
      }
    } catch (error) {
      if (!(error instanceof SlcError) || onUnreadable === undefined) throw error;
      onUnreadable(own, error);
    }
  };
  await walk({ file: shownAs, path: folder });
  return found;
}

async function shownEntries(path: string) {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SlcError('not_found', `${path}: expected a folder that can be read`, { cause });
  });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}
