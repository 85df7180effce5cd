import { readFile } from 'node:fs/promises';
import { SlcError } from '@slc/domain';

/** The user's own files need no service's limits, only those of the formats. */
export const OWN_IMAGE_LIMITS = { imageLimitBytes: 256 * 1024 * 1024, imageLimitPixels: 200_000_000 };

/** What a process that classifies the user's own files may hold in memory. */
export const OWN_IMAGE_RESOURCES = {
  decodePixels: OWN_IMAGE_LIMITS.imageLimitPixels,
  queueBytes: OWN_IMAGE_LIMITS.imageLimitBytes,
};

/** @throws SlcError `not_found` */
export async function readOwnImage(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new SlcError('not_found', 'expected an image file, it cannot be read', { cause });
  }
}
