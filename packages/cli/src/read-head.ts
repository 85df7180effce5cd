import { open } from 'node:fs/promises';

/** At most so many bytes of a file's beginning, however long it is: a device may have no end. */
export async function readHead(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
