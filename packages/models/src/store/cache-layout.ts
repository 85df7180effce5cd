import { join } from 'node:path';
import type { HubSource } from '@slc/domain';

/**
 * Where the parts of one file of a model repository lie, in the layout that all Hub clients share
 * (https://huggingface.co/docs/hub/local-cache): the bytes once, under the name of their digest, and in each commit's
 * snapshot a link to them.
 */
export interface CachePaths {
  readonly repository: string;
  readonly blobs: string;
  /** What a reader opens: `snapshots/COMMIT/PATH`, a link into `blobs`. */
  readonly pointer: string;
  /** Held by the process that fetches. The name is ours: other clients do not remove their locks, or lock by other means. */
  readonly lock: string;
  /** @param name the blob's name */
  blob(name: string): string;
  /** The part of a blob that is here so far. The name is ours: other clients overwrite theirs without a check. */
  part(name: string): string;
}

const PART_ENDING = '.slc-part';

export function isPart(fileName: string): boolean {
  return fileName.endsWith(PART_ENDING);
}

export function cachePaths(
  cacheDirectory: string,
  { repo, revision, file }: Pick<HubSource, 'repo' | 'revision' | 'file'>,
): CachePaths {
  const folder = ['models', ...repo.split('/')].join('--');
  const repository = join(cacheDirectory, folder);
  const blobs = join(repository, 'blobs');
  return {
    repository,
    blobs,
    pointer: join(repository, 'snapshots', revision, ...file.split('/')),
    lock: join(cacheDirectory, '.locks', folder, `${revision}--${file.replaceAll('/', '--')}.slc-lock`),
    blob: (name) => join(blobs, name),
    part: (name) => join(blobs, `${name}${PART_ENDING}`),
  };
}
