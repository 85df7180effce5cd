import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listImageFormats, SlcError } from '@slc/domain';
import type { Terminal } from '../terminal.js';
import { type NamedFile, walkImages } from '../walk-images.js';

/** The name of the image on standard input. */
export const STANDARD_INPUT = '-';

/** An image with the name that its answer gets. */
export interface ListedImage extends NamedFile {
  /** Where the image is no file at that path. @throws SlcError why there is none */
  readonly read?: (signal: AbortSignal) => Promise<Uint8Array>;
}

/**
 * What the names on the command line mean, in their order: a folder is all the images in it and in its folders, `-` is one image
 * on standard input. A folder without images, or one that cannot be read, is an image that fails.
 *
 * @throws SlcError `invalid_request` where standard input is named twice, or has no image to give
 */
export async function listImages(
  names: readonly string[],
  terminal: Pick<Terminal, 'directory' | 'readInput'>,
): Promise<readonly ListedImage[]> {
  const images: ListedImage[] = [];
  for (const name of names) {
    if (name === STANDARD_INPUT) images.push(imageOnInput(images, terminal));
    // Not spread into `push`: each image would be an argument of its own.
    else for (const image of await imagesOf(name, resolve(terminal.directory, name))) images.push(image);
  }
  return images;
}

function imageOnInput(
  before: readonly ListedImage[],
  { directory, readInput }: Pick<Terminal, 'directory' | 'readInput'>,
): ListedImage {
  if (readInput === undefined) {
    throw new SlcError('invalid_request', '-: expected an image on standard input, which is a terminal');
  }
  if (before.some(({ file }) => file === STANDARD_INPUT)) {
    throw new SlcError('invalid_request', '-: expected one image on standard input, it is named twice');
  }
  // What is written beside the answer is named by this path.
  return { file: STANDARD_INPUT, path: resolve(directory, 'stdin'), read: readInput };
}

async function imagesOf(name: string, path: string): Promise<readonly ListedImage[]> {
  const there = await stat(path).catch(() => null);
  if (!there?.isDirectory()) return [{ file: name, path }];
  const unreadable: ListedImage[] = [];
  const found = await walkImages(path, {
    shownAs: name,
    onUnreadable: (folder, error) => unreadable.push(failing(folder, error)),
  });
  if (found.length + unreadable.length > 0) return [...found, ...unreadable];
  const message = `expected a folder with images (${listImageFormats()}), it has none`;
  return [failing({ file: name, path }, new SlcError('not_found', message))];
}

function failing(named: NamedFile, error: SlcError): ListedImage {
  return { ...named, read: () => Promise.reject(error) };
}
