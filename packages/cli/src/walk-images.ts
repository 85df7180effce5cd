import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasImageExtension, SlcError } from '@slc/domain';

/** A file with the name that messages give it. */
export interface NamedFile {
  readonly file: string;
  readonly path: string;
}

/**
 * The images in a folder and in its folders, by their extensions, in the order of their names. Hidden ones are not listed,
 * and links to folders are not followed.
 *
 * @throws SlcError `not_found` where there is no such folder
 */
export async function walkImages(folder: string): Promise<readonly NamedFile[]> {
  return await walk({ file: '', path: folder });
}

async function walk(folder: NamedFile): Promise<readonly NamedFile[]> {
  const entries = await readdir(folder.path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SlcError('not_found', `${folder.path}: expected a folder that can be read`, { cause });
  });
  const shown = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: NamedFile[] = [];
  for (const entry of shown) {
    const own = { file: join(folder.file, entry.name), path: join(folder.path, entry.name) };
    if (entry.isDirectory()) found.push(...(await walk(own)));
    else if (hasImageExtension(entry.name)) found.push(own);
  }
  return found;
}
