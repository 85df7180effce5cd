import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureSha256 } from '../../../test_images/jpeg.mjs';
import { PHOTOGRAPH_FOLDERS } from './outside-folders.js';

export interface SampleImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The 14 sample photographs are not part of the repository; test_images/fetch.mjs fetches them. */
const { images } = JSON.parse(
  readFileSync(new URL('../../../test_images/manifest.json', import.meta.url), 'utf8'),
) as { images: readonly { readonly file: string; readonly pictureSha256: string }[] };

/** The photographs that were found and have the pixels of which the references were made. Their metadata may differ. */
export const PHOTOGRAPHS: readonly SampleImage[] = images.flatMap((image) => {
  const path = PHOTOGRAPH_FOLDERS.map((folder) => join(folder, image.file)).find((each) => existsSync(each));
  if (path === undefined) return [];
  const bytes = readFileSync(path);
  return pictureSha256(bytes) === image.pictureSha256 ? [{ name: image.file, bytes }] : [];
});

/** Completes the name of a suite that reads photographs. */
export const PHOTOGRAPHS_NOTE =
  PHOTOGRAPHS.length === images.length
    ? ''
    : ` (${PHOTOGRAPHS.length} of ${images.length} are here, see test_images/README.md)`;
