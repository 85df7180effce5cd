import { stat } from 'node:fs/promises';
import { hasBytes } from '@slc/domain';
import { readHead } from './read-head.js';

/** The preamble, which may be anything, and the letters DICM: PS3.10, 7.1. */
const DICM_AT = 128;
const HEAD_BYTES = 132;

/**
 * Whether a path leads to a file with the beginning of DICOM, of which no more is read. What cannot be read is none, and neither is
 * a pipe or a device: opening one may wait for ever.
 */
export async function isDicomFile(path: string): Promise<boolean> {
  try {
    const there = await stat(path);
    return (
      there.isFile() &&
      there.size >= HEAD_BYTES &&
      hasBytes(await readHead(path, HEAD_BYTES), DICM_AT, 'DICM')
    );
  } catch {
    // Nothing says that it is an image: it may be anything that this user must not read.
    return false;
  }
}
