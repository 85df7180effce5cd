import { existsSync, readFileSync } from 'node:fs';
import { PILLOW, sha256 } from './pillow-references.js';

/** The sample photographs are not part of the repository; test_images/fetch.mjs fetches them. */
const FOLDERS = ['../../../test_images/', '../../../../shared/test_images/'].map(
  (path) => new URL(path, import.meta.url),
);

export interface Photograph {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Those that are there, and are the files that the references were made from. */
export const PHOTOGRAPHS: readonly Photograph[] = Object.entries(PILLOW.photographs).flatMap(
  ([name, reference]) => {
    const path = FOLDERS.map((folder) => new URL(name, folder)).find((url) => existsSync(url));
    if (path === undefined) return [];
    const bytes = readFileSync(path);
    return sha256(bytes) === reference.file ? [{ name, bytes }] : [];
  },
);

/** To stand behind a suite's name. */
export const PHOTOGRAPHS_NOTE =
  PHOTOGRAPHS.length > 0 ? '' : ' (skipped: no photographs here, see test_images/README.md)';
