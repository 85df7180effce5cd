import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The first bytes of a file that its user named.
 *
 * @returns none of what is missing, may not be read, or is no file: a pipe would be waited for
 */
export async function readHead(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (!file) return Buffer.alloc(0);
  try {
    if (!(await file.stat()).isFile()) return Buffer.alloc(0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
