import { randomUUID } from 'node:crypto';
import { mkdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { HubSource } from '@slc/domain';
import { digestFile } from '../digest-file.js';
import { verifyWeights } from '../verify-weights.js';
import type { CachePaths } from './cache-layout.js';
import type { HubFile } from './hub-file.js';

/** A file that is here, and whose bytes are those that it must have. */
export interface VerifiedFile {
  readonly path: string;
  /** Hex digest of its bytes. */
  readonly sha256: string;
}

/**
 * Looks for a file in the cache, whoever put it there. It must have the size and digest that the manifest says; where
 * that knows no digest, the one that names the blob: clients name large files so.
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
  const expected = { sizeBytes: source.sizeBytes, sha256: source.sha256 ?? named };
  return { path: paths.pointer, sha256: await verifyWeights(expected, path, signal, source.file) };
}

/** Removes what the pointer leads to: other clients would load a damaged file without looking. */
export async function discardCachedFile(paths: CachePaths): Promise<void> {
  const path = await realpath(paths.pointer).catch(() => null);
  if (path !== null && dirname(path) === (await realpath(paths.blobs).catch(() => null)))
    await removeAny(path);
  await removeAny(paths.pointer);
}

/** Whether the bytes are here already, under another commit. Damaged ones are removed. */
export async function hasBlob(paths: CachePaths, file: HubFile, signal: AbortSignal): Promise<boolean> {
  const path = paths.blob(file.blobName);
  const stats = await stat(path).catch(() => null);
  if (stats?.isFile() && (await digestFile(path, signal)) === file.sha256) return true;
  await removeAny(path);
  return false;
}

/** A file, a link, or a folder that somebody's unpacking or copying has left in its place. */
async function removeAny(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true });
}

/** Gives verified bytes their name: by renaming, the pointer last, so that a reader sees a whole file or none. */
export async function placeBlob(paths: CachePaths, { blobName }: HubFile): Promise<void> {
  await rename(paths.part(blobName), paths.blob(blobName));
}

/** @see placeBlob */
export async function placePointer(paths: CachePaths, { blobName }: HubFile): Promise<void> {
  const folder = dirname(paths.pointer);
  await mkdir(folder, { recursive: true });
  const temporary = `${paths.pointer}.${randomUUID()}`;
  try {
    await symlink(relative(folder, paths.blob(blobName)), temporary);
    await rename(temporary, paths.pointer);
  } catch (error) {
    if (!isWithoutLinks(error)) throw error;
    // As the Hub's own clients do where links are not allowed: the file itself takes the pointer's place.
    await rename(paths.blob(blobName), paths.pointer);
  } finally {
    await rm(temporary, { force: true });
  }
}

function isWithoutLinks(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(EPERM|ENOTSUP|ENOSYS)$/.test(String(error.code));
}
