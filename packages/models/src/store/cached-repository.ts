import { readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { SlcError } from '@slc/domain';
import { makeDirectory } from '../make-directory.js';
import { cachePaths } from './cache-layout.js';
import { COMMIT, type HubRepository, type RepositoryFile, type RepositoryName } from './hub-repository.js';

/** Names of branches and tags, as far as they are safe in a path. */
const REF = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

/** Remembers which commit a branch was at, as the Hub's other clients do: that is what it is without a network. */
export async function rememberRevision(
  cacheDirectory: string,
  { repo, revision: named }: RepositoryName,
  commit: string,
): Promise<void> {
  if (named === commit || !REF.test(named)) return;
  const path = refPath(cacheDirectory, { repo, revision: named });
  await makeDirectory(dirname(path));
  await writeFile(path, commit);
}

/**
 * A repository as far as it is in the cache.
 *
 * @throws SlcError `not_found` where it has nothing of this revision
 */
export async function cachedRepository(cacheDirectory: string, name: RepositoryName): Promise<HubRepository> {
  const { repo, revision: named } = name;
  const revision = await commitOf(cacheDirectory, name);
  const snapshot = revision === null ? null : cachedAt(cacheDirectory, repo, revision).snapshot;
  const entries =
    snapshot === null
      ? null
      : await readdir(snapshot, { recursive: true, withFileTypes: true }).catch(() => null);
  if (revision === null || snapshot === null || entries === null) {
    const message = `${repo} at ${named}: not in the cache, and HF_HUB_OFFLINE forbids to ask for it. Unset it, or name a commit that is there.`;
    throw new SlcError('not_found', message, { cause: new Error(cacheDirectory) });
  }
  const pointers = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(pointers.map((pointer) => fileAt(snapshot, pointer)));
  return { repo, revision, files: files.filter((file) => file !== null) };
}

async function commitOf(cacheDirectory: string, name: RepositoryName): Promise<string | null> {
  if (COMMIT.test(name.revision)) return name.revision;
  if (!REF.test(name.revision)) return null;
  const commit = await readFile(refPath(cacheDirectory, name), 'utf8').catch(() => '');
  return COMMIT.test(commit.trim()) ? commit.trim() : null;
}

async function fileAt(snapshot: string, pointer: string): Promise<RepositoryFile | null> {
  const blob = await realpath(pointer).catch(() => null);
  const stats = blob === null ? null : await stat(blob);
  if (blob === null || !stats?.isFile()) return null;
  const name = basename(blob);
  return {
    path: relative(snapshot, pointer).split(sep).join('/'),
    sizeBytes: stats.size,
    sha256: /^[0-9a-f]{64}$/.test(name) ? name : null,
    oid: COMMIT.test(name) ? name : null,
  };
}

function cachedAt(cacheDirectory: string, repo: string, revision: string) {
  const { repository, pointer } = cachePaths(cacheDirectory, { repo, revision, file: 'any' });
  return { repository, snapshot: dirname(pointer) };
}

function refPath(cacheDirectory: string, { repo, revision }: RepositoryName): string {
  return join(cachedAt(cacheDirectory, repo, revision).repository, 'refs', ...revision.split('/'));
}
