import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import { makeDirectory } from '../make-directory.js';

const CANNOT_WRITE = new Set([
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'EEXIST',
  'ENOTEMPTY',
  'ELOOP',
  'EIO',
]);
const HAS_NO_HANDLES = new Set(['EMFILE', 'ENFILE']);
const IS_FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Puts a fault of the disk into words that say what to do; any other error comes back as it was. Only the cause names the
 * folder: every client can read the message in the state of the model.
 */
export function diskFault(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown;
  const message = adviceOn(thrown.code);
  return message === null ? thrown : new SlcError('model_not_ready', message, { cause: thrown });
}

function adviceOn(code: string): string | null {
  if (IS_FULL.has(code)) {
    return 'The disk of the model cache is full. Free some space, or set MODEL_CACHE_DIR to another folder.';
  }
  if (HAS_NO_HANDLES.has(code)) {
    return `Too many files are open for the model cache to be written (${code}). Raise the limit of open files.`;
  }
  if (CANNOT_WRITE.has(code)) {
    return `The model cache cannot be written (${code}). Set MODEL_CACHE_DIR to a writable folder.`;
  }
  return null;
}

/**
 * Makes the cache where there is none yet.
 *
 * @throws the file system's error where it cannot be written: the check is explicit, since making folders inside a
 *   read-only file system says that they do not exist
 */
export async function openCache(cacheDirectory: string): Promise<void> {
  await makeDirectory(cacheDirectory);
  await access(cacheDirectory, constants.W_OK);
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
  throw new SlcError(
    'model_not_ready',
    `The model needs ${neededBytes} more bytes in its cache, the disk has ${free} left. Free some space, or set MODEL_CACHE_DIR to another folder.`,
    { cause: new Error(cacheDirectory) },
  );
}
