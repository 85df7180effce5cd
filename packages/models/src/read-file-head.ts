import { FOREIGN_FILE_HEAD_BYTES } from '@slc/domain';
import { readHead } from '@slc/model-folder';

/** The first bytes of a file, by which `describeForeignFile` tells what it is. */
export async function readFileHead(path: string): Promise<Uint8Array> {
  return await readHead(path, FOREIGN_FILE_HEAD_BYTES);
}
