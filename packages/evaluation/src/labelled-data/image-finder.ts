import { readdir } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import { IMAGE_EXTENSIONS } from '@slc/domain';

export interface ImageFinderOptions {
  /**
   * Absolute, in the order in which they are searched. Of folders that stand together none comes first: a name that several
   * of them hold is found in none.
   */
  readonly folders: readonly (readonly string[])[];
  /** All that will be looked for. */
  readonly names: Iterable<string>;
}

/** Finds the files of images in some folders. Each folder is listed once, so that 10,000 names cost no 10,000 searches. */
export class ImageFinder {
  readonly #folders: ImageFinderOptions['folders'];
  /** The names that differ in their folders alone, each without these. */
  readonly #shared: ReadonlySet<string>;
  readonly #listings = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor({ folders, names }: ImageFinderOptions) {
    this.#folders = folders;
    this.#shared = sharedNames(names);
  }

  /**
   * @param name of a file, perhaps with folders and perhaps without its extension. A file may lie elsewhere than in the folders
   *   of its name, unless another name would then mean the same file.
   * @returns its absolute path; null where there is none
   */
  async find(name: string): Promise<string | null> {
    const path = portable(name);
    const isShared = this.#shared.has(posix.basename(stem(path)));
    for (const folders of this.#folders) {
      for (const candidate of isShared ? [path] : [path, posix.basename(path)]) {
        const found = await Promise.all(folders.map((folder) => this.#look(resolve(folder, candidate))));
        const [only, ...others] = new Set(found.filter((one) => one !== null));
        if (only !== undefined && others.length === 0) return only;
      }
    }
    return null;
  }

  async #look(path: string): Promise<string | null> {
    const [folder, name] = [dirname(path), basename(path)];
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

/** @returns without folders, the names that the same image would be found for */
function sharedNames(names: Iterable<string>): ReadonlySet<string> {
  const stemOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const name of names) {
    const own = stem(portable(name));
    const last = posix.basename(own);
    const known = stemOf.get(last) ?? own;
    stemOf.set(last, known);
    if (known !== own) shared.add(last);
  }
  return shared;
}

function portable(name: string): string {
  return posix.normalize(name.replaceAll('\\', '/'));
}

/** In lower case and without an image's extension. */
function stem(path: string): string {
  const lower = path.toLowerCase();
  const extension = IMAGE_EXTENSIONS.find((one) => lower.endsWith(one)) ?? '';
  return lower.slice(0, lower.length - extension.length);
}

/**
 * Each file by its name, by its name in lower case, and by that without an image's extension. Where several differ in the
 * extension alone, the format that is listed first is taken.
 */
async function list(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const files = new Map(names.map((name) => [name, name]));
  const add = (key: string, name: string) => {
    if (!files.has(key)) files.set(key, name);
  };
  for (const name of names) add(name.toLowerCase(), name);
  for (const extension of IMAGE_EXTENSIONS) {
    for (const name of names) {
      const lower = name.toLowerCase();
      if (lower.endsWith(extension)) add(lower.slice(0, -extension.length), name);
    }
  }
  return files;
}
