import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Snapshot } from '@slc/onnx-file';

const PIECE_BYTES = 2 ** 20;

/**
 * Copies a file. What is read of the copy is what has its digest: somebody else may write to the file meanwhile, or put another one
 * in its place.
 *
 * @param descriptor of the file
 * @param path of the copy, which must not exist yet
 */
export function takeSnapshot(descriptor: number, path: string): Snapshot {
  const hash = createHash('sha256');
  const piece = new Uint8Array(PIECE_BYTES);
  const copy = openSync(path, 'wx', 0o600);
  try {
    let sizeBytes = 0;
    for (;;) {
      const read = readSync(descriptor, piece, 0, PIECE_BYTES, sizeBytes);
      if (read === 0) return { path, sizeBytes, sha256: hash.digest('hex') };
      const part = piece.subarray(0, read);
      hash.update(part);
      writeAll(copy, part);
      sizeBytes += read;
    }
  } finally {
    closeSync(copy);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}
