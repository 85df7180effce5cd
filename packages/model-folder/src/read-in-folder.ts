import { closeSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { openInFolder } from './open-in-folder.js';

const readSome = promisify(read);

/**
 * Reads a small file of a model's folder.
 *
 * @returns null where there is none that may be read, and for one that is longer, or grows beyond it
 */
export async function readInFolder(
  folder: string,
  location: string,
  mostBytes: number,
): Promise<Buffer | null> {
  const file = openInFolder(folder, location);
  if (file.kind !== 'opened') return null;
  const { descriptor, sizeBytes } = file;
  try {
    return sizeBytes > mostBytes ? null : await readAtMost(descriptor, mostBytes);
  } finally {
    closeSync(descriptor);
  }
}

async function readAtMost(descriptor: number, mostBytes: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(mostBytes + 1);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await readSome(descriptor, bytes, done, bytes.length - done, done);
    if (bytesRead === 0) return bytes.subarray(0, done);
    done += bytesRead;
  }
  return null;
}
