import { basename, dirname, posix } from 'node:path';
import type { Found } from '@slc/domain';
import { readInFolder } from '@slc/model-folder';
import { firstOf } from './found.js';
import { DESCRIPTION_FILES, readDescriptions } from './read-descriptions.js';

/** Against a file that is called so and is no description. The names of a thousand classes take 30 kB. */
const MOST_BYTES = 1024 ** 2;

/** Repositories for transformers.js keep networks in this folder, and their descriptions above it. */
const FOLDER_OF_NETWORKS = 'onnx';

/** Where in a repository a model may be described. @param modelFile its path there */
export function describingPaths(modelFile: string): ReadonlySet<string> {
  const folder = posix.dirname(modelFile);
  const folders = [folder, ...(posix.basename(folder) === FOLDER_OF_NETWORKS ? [posix.dirname(folder)] : [])];
  return new Set(folders.flatMap((each) => DESCRIPTION_FILES.map((file) => posix.join(each, file))));
}

/**
 * Reads what lies in a model's folder, or above one of networks, and says something of it. A file that cannot be read says nothing, nor
 * does a link that leads out of the folder, or what is no file.
 */
export async function findBeside(folder: string): Promise<Found> {
  const own = await findIn(folder);
  return basename(folder) === FOLDER_OF_NETWORKS ? firstOf(own, await findIn(dirname(folder))) : own;
}

async function findIn(folder: string): Promise<Found> {
  const files = new Map<string, Uint8Array>();
  for (const file of DESCRIPTION_FILES) {
    const bytes = await readInFolder(folder, file, MOST_BYTES);
    if (bytes) files.set(file, bytes);
  }
  return readDescriptions(files);
}
