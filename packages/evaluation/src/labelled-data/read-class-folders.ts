import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClassNames, hasImageExtension, SlcError } from '@slc/domain';
import { listed } from '../listed.js';
import type { LabelledData, LabelledImage, LeftOut } from './labelled-data.js';

/**
 * A folder whose folders are named after classes and hold their images. Links count as what they lead to, and no folder below
 * those is read, so that links in a circle do no harm. Hidden files are not listed.
 *
 * @throws SlcError `invalid_request` where no folder in it is named after a class of the model
 */
export async function readClassFolders(path: string, classNames: ClassNames): Promise<LabelledData> {
  const folders = (await entriesOf(path)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (folders.every((folder) => classNames.find(folder) === null)) {
    const classes = listed(classNames.classes.map(({ id }) => id));
    const got = folders.length === 0 ? 'it has no folders' : `it has ${listed(folders)}`;
    const message = `${path}: expected labels.csv or one folder a class (${classes}), ${got}`;
    throw new SlcError('invalid_request', message);
  }
  const images: LabelledImage[] = [];
  const leftOut: LeftOut[] = [];
  for (const folder of folders) {
    const label = classNames.find(folder);
    for (const entry of await entriesOf(join(path, folder))) {
      const file = `${folder}/${entry.name}`;
      if (entry.isFolder) {
        const message = 'expected images in a class’s folder, this is a folder in it';
        leftOut.push({ file, reason: 'not-an-image', message });
      } else if (!hasImageExtension(entry.name)) {
        leftOut.push({ file, reason: 'not-an-image', message: 'its name does not end as an image’s does' });
      } else if (label === null) {
        leftOut.push({ file, reason: 'other-class', message: `its class ${folder} is none of the model’s` });
      } else {
        images.push({ file, path: join(path, folder, entry.name), label, group: null });
      }
    }
  }
  return { source: path, images, leftOut };
}

interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** In the order of their names, which does not depend on the file system. */
async function entriesOf(folder: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return await Promise.all(
    shown.map(async (entry) => ({
      name: entry.name,
      isFolder: entry.isSymbolicLink() ? await leadsToFolder(join(folder, entry.name)) : entry.isDirectory(),
    })),
  );
}

/** A link that leads nowhere is no folder; as an image it is one that cannot be read. */
async function leadsToFolder(link: string): Promise<boolean> {
  const target = await stat(link).catch(() => null);
  return target?.isDirectory() ?? false;
}
