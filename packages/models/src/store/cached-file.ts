import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { HubSource } from '@slc/domain';
import { digestFile } from '../digest-file.js';
import { makeDirectory } from '../make-directory.js';
import { verifyWeights } from '../verify-weights.js';
import type { CachePaths } from './cache-layout.js';
import { systemCode } from './disk-fault.js';
import type { HubFile } from './hub-file.js';

/** A file on this machine whose bytes have the expected digest. */
export interface VerifiedFile {
  readonly path: string;
  /** Hex digest of its bytes. */
  readonly sha256: string;
}

/**
 * Looks for a file in the cache, where any Hub client may have put it. It must have the size and digest of the manifest.
 * Where the manifest has no digest, the blob's name counts: clients name large files by their digest.
 *
 * @returns null when there is none
 * @throws SlcError `invalid_model` when there is one and it is damaged
 */
export async function findCachedFile(
  paths: CachePaths,
  source: Pick<HubSource, 'file' | 'sizeBytes' | 'sha256'>,
  signal?: AbortSignal,
): Promise<VerifiedFile | null> {
  const path = await realpath(paths.pointer).catch(() => null);
  if (path === null) return null;
  const named = /^[0-9a-f]{64}$/.test(basename(path)) ? basename(path) : null;
  const { sizeBytes, sha256, file: name } = source;
  const expected = { sizeBytes, sha256: sha256 ?? named, name };
  return { path: paths.pointer, sha256: await verifyWeights(expected, path, signal) };
}

/** Removes what the pointer leads to: other clients would load a damaged file without looking. */
export async function discardCachedFile(paths: CachePaths): Promise<void> {
  const path = await realpath(paths.pointer).catch(() => null);
  if (path !== null && dirname(path) === (await realpath(paths.blobs).catch(() => null)))
    await removeAny(path);
  await removeAny(paths.pointer);
}

/** Whether the cache has the bytes already, under another commit. Damaged bytes are removed. */
export async function hasBlob(paths: CachePaths, file: HubFile, signal: AbortSignal): Promise<boolean> {
  const path = paths.blob(file.blobName);
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile() && (await digestFile(path, signal)) === file.sha256) return true;
  await removeAny(path);
  return false;
}

/** Removes a file, a link, or a folder that unpacking or copying has left in its place. */
async function removeAny(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true });
}

/** Lets the pointer lead to a verified blob. It appears at once, so that a reader sees a whole file or none. */
export async function placePointer(
  paths: CachePaths,
  { blobName }: Pick<HubFile, 'blobName'>,
): Promise<void> {
  const folder = dirname(paths.pointer);
  await makeDirectory(folder);
  const temporary = `${paths.pointer}.${randomUUID()}`;
  try {
    await symlink(relative(folder, paths.blob(blobName)), temporary);
    await rename(temporary, paths.pointer);
  } catch (error) {
    if (!/^(EPERM|ENOTSUP|ENOSYS)$/.test(systemCode(error))) throw error;
    // As the Hub's own clients do where links are not allowed: the file itself takes the pointer's place.
    await rename(paths.blob(blobName), paths.pointer);
  } finally {
    await rm(temporary, { force: true });
  }
}
