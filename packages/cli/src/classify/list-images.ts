import { stat } from 'node:fs/promises';
import { normalize, relative, resolve, sep } from 'node:path';
import { listImageFormats, SlcError } from '@slc/domain';
import { isInShare, type Share } from '../answer-file/share.js';
import { notReadable } from '../not-readable.js';
import { STANDARD_INPUT } from '../standard-input.js';
import type { Terminal } from '../terminal.js';
import { type NamedFile, walkImages } from '../walk-images.js';

/** An image with the name that its answer gets. */
export interface ListedImage extends NamedFile {
  /** Where the image is no file at that path. @throws SlcError why there is none */
  readonly read?: (signal: AbortSignal) => Promise<Uint8Array>;
}

/**
 * What the names on the command line mean, in their order: a folder is all the images in it and in its folders, `-` is one image
 * on standard input. A name of nothing, a folder without images, or one that cannot be read, is an image that fails.
 *
 * @param share of the images, by their paths relative to the folder that is named; all of them unless given
 * @throws SlcError `invalid_request` where standard input is named twice, or has no image to give
 */
export async function listImages(
  names: readonly string[],
  terminal: Pick<Terminal, 'directory' | 'readInput'>,
  share?: Share,
): Promise<readonly ListedImage[]> {
  const images: ListedImage[] = [];
  let hasInput = false;
  for (const name of names) {
    if (name === '') throw new SlcError('invalid_request', 'expected a file or a folder, got an empty name');
    const path = resolve(terminal.directory, name);
    const isInput = name === STANDARD_INPUT;
    const found = isInput ? [imageOnInput(hasInput, terminal)] : await imagesOf(name, path);
    hasInput ||= isInput;
    for (const image of found) {
      const inFolder = image.path === path ? normalize(name) : relative(path, image.path);
      if (!share || isInShare(inFolder.replaceAll(sep, '/'), share)) images.push(image);
    }
  }
  return images;
}

function imageOnInput(
  isNamedBefore: boolean,
  { directory, readInput }: Pick<Terminal, 'directory' | 'readInput'>,
): ListedImage {
  if (readInput === undefined) {
    throw new SlcError('invalid_request', '-: expected an image on standard input, which is a terminal');
  }
  if (isNamedBefore) {
    throw new SlcError('invalid_request', '-: expected one image on standard input, it is named twice');
  }
  // What is written beside the answer is named by this path.
  return { file: STANDARD_INPUT, path: resolve(directory, 'stdin'), read: readInput };
}

async function imagesOf(name: string, path: string): Promise<readonly ListedImage[]> {
  const there = await stat(path).catch((cause: NodeJS.ErrnoException) => cause);
  if (there instanceof Error)
    return [
      isMissing(there) ? failing({ file: name, path }, nothingThere(path, there)) : { file: name, path },
    ];
  if (!there.isDirectory()) return [{ file: name, path }];
  const unreadable: ListedImage[] = [];
  const found = await walkImages(path, {
    shownAs: name,
    onUnreadable: (folder, error) => unreadable.push(failing(folder, error)),
  });
  if (found.length + unreadable.length > 0) return [...found, ...unreadable];
  const message = `expected a folder with images (${listImageFormats()}), it has none`;
  return [failing({ file: name, path }, new SlcError('not_found', message))];
}

/** Any other error is met again, and told, when the image is read. */
function isMissing({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function nothingThere(path: string, cause: Error): SlcError {
  return notReadable(path, 'expected an image file or a folder, there is none of that name', cause);
}

function failing(named: NamedFile, error: SlcError): ListedImage {
  return { ...named, read: () => Promise.reject(error) };
}
