import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SlcError } from '@slc/domain';

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
 * What writing into the cache failed of, in words that say what to do; anything else comes back as it was. The folder
 * stands in the cause alone: everybody can ask how the model stands.
 */
export function diskFault(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown;
  const cause = thrown;
  if (IS_FULL.has(thrown.code)) {
    return new SlcError(
      'model_not_ready',
      `The disk of the model cache is full. Free some space, or set MODEL_CACHE_DIR to another folder.`,
      { cause },
    );
  }
  if (HAS_NO_HANDLES.has(thrown.code)) {
    return new SlcError(
      'model_not_ready',
      `Too many files are open for the model cache to be written (${thrown.code}). Raise the limit of open files.`,
      { cause },
    );
  }
  if (CANNOT_WRITE.has(thrown.code)) {
    return new SlcError(
      'model_not_ready',
      `The model cache cannot be written (${thrown.code}). Set MODEL_CACHE_DIR to a folder that can.`,
      { cause },
    );
  }
  return thrown;
}

/**
 * Makes the cache where there is none yet.
 *
 * @throws the file system's error where it cannot be written: asked for plainly, since making folders inside a read-only
 *   file system says that they do not exist
 */
export async function openCache(cacheDirectory: string): Promise<void> {
  await makeFolder(cacheDirectory);
  await access(cacheDirectory, constants.W_OK);
}

/** Level by level: where a file system makes no folders, such as /proc, Node 20's recursive mkdir never ends. */
async function makeFolder(path: string): Promise<void> {
  if (await stat(path).catch(() => null)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    // Another process was quicker.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/**
 * @param freeBytes what the file system of a folder has left for us
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
