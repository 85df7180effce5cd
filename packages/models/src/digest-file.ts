import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '@slc/domain/light';

/**
 * @returns hex sha256 of a file, read in pieces of 1 MiB
 * @throws SlcError `cancelled` from the signal; the file system's own error when the file cannot be read
 */
export async function digestFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, signal ? { signal } : {});
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
  return hash.digest('hex');
}
