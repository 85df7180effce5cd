import { open, rename, rm } from 'node:fs/promises';
import { notWritable } from './not-writable.js';

/**
 * Writes a file under another name beside its own, and gives it that when it is whole.
 *
 * @throws SlcError `invalid_request` where no file can be written
 */
export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const partPath = `${path}.${process.pid}.part`;
  try {
    await writeSynced(partPath, content);
    await rename(partPath, path);
  } catch (cause) {
    await rm(partPath, { force: true });
    throw notWritable(path, cause);
  }
}

/** Resolves when the content is on the disk. @throws Error of the file system */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
