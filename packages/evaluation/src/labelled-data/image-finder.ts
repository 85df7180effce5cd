import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { IMAGE_FORMATS } from '@slc/domain';

/** Lower case, with the dot. Where several files differ in the extension alone, an earlier one is taken. */
const EXTENSIONS: readonly string[] = Object.values(IMAGE_FORMATS).flatMap(
  ({ fileExtensions }) => fileExtensions,
);

export function hasImageExtension(name: string): boolean {
  return EXTENSIONS.includes(extname(name).toLowerCase());
}

/** Finds the files of images in some folders. Each folder is listed once, so that 10,000 names cost no 10,000 searches. */
export class ImageFinder {
  readonly #folders: readonly string[];
  readonly #listings = new Map<string, Promise<ReadonlyMap<string, string>>>();

  /** @param folders absolute, in the order in which they are searched */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * @param name of a file, perhaps with folders and perhaps without its extension
   * @returns its absolute path; null where there is none
   */
  async find(name: string): Promise<string | null> {
    const portable = name.replaceAll('\\', '/');
    for (const folder of this.#folders) {
      for (const candidate of [resolve(folder, portable), resolve(folder, basename(portable))]) {
        const found = await this.#look(dirname(candidate), basename(candidate));
        if (found !== null) return found;
      }
    }
    return null;
  }

  async #look(folder: string, name: string): Promise<string | null> {
    let listing = this.#listings.get(folder);
    if (!listing) {
      listing = list(folder);
      this.#listings.set(folder, listing);
    }
    const files = await listing;
    const file = files.get(name) ?? files.get(name.toLowerCase());
    return file === undefined ? null : resolve(folder, file);
  }
}

/** Each file by its name, by its name in lower case, and by that without an image's extension. */
async function list(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const files = new Map(names.map((name) => [name, name]));
  const add = (key: string, name: string) => {
    if (!files.has(key)) files.set(key, name);
  };
  for (const name of names) add(name.toLowerCase(), name);
  for (const extension of EXTENSIONS) {
    for (const name of names) {
      const lower = name.toLowerCase();
      if (lower.endsWith(extension)) add(lower.slice(0, -extension.length), name);
    }
  }
  return files;
}
