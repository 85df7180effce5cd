import { open } from 'node:fs/promises';
import { FOREIGN_FILE_HEAD_BYTES } from '@slc/domain';

/** The first bytes of a file, by which `describeForeignFile` tells what it is. */
export async function readFileHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(FOREIGN_FILE_HEAD_BYTES));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
