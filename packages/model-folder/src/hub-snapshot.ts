import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** `models--OWNER--NAME/snapshots/COMMIT`, and folders below. */
const SNAPSHOT = /^(?<repository>.*[\\/]models--[^\\/]+)[\\/]snapshots[\\/][0-9a-f]{40}(?=[\\/]|$)/;

/** Git's object id of a small file, the sha256 of a large one. */
const BLOB_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Whether a file is the one that a snapshot in the Hub's cache means (https://huggingface.co/docs/hub/local-cache): there
 * `REPOSITORY/snapshots/COMMIT/PATH` is one link to `REPOSITORY/blobs/DIGEST`, a file in the very folder of the same repository. No
 * other link is one, so that nothing outside of what was fetched of that repository can be read.
 *
 * @param path the file's own, without links
 * @param pointer where the model names it; its last part may be a link
 */
export function isBlobOfSnapshot(path: string, pointer: string): boolean {
  const folder = realpathSync(dirname(pointer));
  const snapshot = SNAPSHOT.exec(folder);
  const repository = snapshot?.groups?.repository;
  if (!snapshot || repository === undefined) return false;
  const blobs = join(repository, 'blobs');
  const isBlob = dirname(path) === blobs && BLOB_NAME.test(basename(path));
  return isBlob && isLinkTo(path, join(folder, basename(pointer)));
}

/** In one step: a link to a link may be changed by whoever owns what is between. */
function isLinkTo(path: string, link: string): boolean {
  try {
    return resolve(dirname(link), readlinkSync(link).replaceAll('/', sep)) === path;
  } catch {
    // No link: a folder on the way is one.
    return false;
  }
}
