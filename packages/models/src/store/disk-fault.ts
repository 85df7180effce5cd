import { mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { makeDirectory } from '../make-directory.js';

/** The system's code of an error, such as `ENOENT`; empty where it has none. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Puts a fault of the disk into words that say what to do; any other error comes back as it was. Only the cause names the
 * folder: every client can read the message in the state of the model.
 */
export function diskFault(thrown: unknown): unknown {
  const message = adviceOn(systemCode(thrown));
  return message === null ? thrown : new SlcError('model_not_ready', message, { cause: thrown });
}

function adviceOn(code: string): string | null {
  if (/^(ENOSPC|EDQUOT)$/.test(code)) {
    return 'The disk of the model cache is full. Free some space, or set MODEL_CACHE_DIR to another folder.';
  }
  if (/^(EMFILE|ENFILE)$/.test(code)) {
    return `Too many files are open for the model cache to be written (${code}). Raise the limit of open files.`;
  }
  if (isUnwritable(code)) {
    return `The model cache cannot be written (${code}). Set MODEL_CACHE_DIR to a writable folder.`;
  }
  return null;
}

/** Whether a folder is one that stays closed until someone acts: read-only, of another user, or no folder. */
function isUnwritable(code: string): boolean {
  return /^(EROFS|EACCES|EPERM|ENOTDIR|EISDIR|ENOENT|EEXIST|ENOTEMPTY|ELOOP|EIO)$/.test(code);
}

/**
 * Makes the cache where there is none yet, and a folder in it for a moment: permissions do not say whether root may write
 * into a read-only or a remote file system.
 *
 * @throws the file system's error where it cannot be written
 */
export async function openCache(cacheDirectory: string): Promise<void> {
  await makeDirectory(cacheDirectory);
  await rmdir(await mkdtemp(join(cacheDirectory, '.slc-')));
}

/** @returns the system's code where the cache cannot be written until someone acts, else null */
export async function unwritableCache(cacheDirectory: string): Promise<string | null> {
  try {
    await openCache(cacheDirectory);
    return null;
  } catch (error) {
    const code = systemCode(error);
    return isUnwritable(code) ? code : null;
  }
}

/**
 * @param freeBytes free space of a folder's file system, in bytes
 * @throws SlcError `model_not_ready` when the rest of a download will not fit
 */
export async function assertSpace(
  cacheDirectory: string,
  neededBytes: number,
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  const free = await freeBytes(cacheDirectory);
  if (free >= neededBytes) return;
  const message = `The model needs ${neededBytes} more bytes in its cache, the disk has ${free} left. Free some space, or set MODEL_CACHE_DIR to another folder.`;
  throw new SlcError('model_not_ready', message, { cause: new Error(cacheDirectory) });
}
