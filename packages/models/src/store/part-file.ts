import { createHash, type Hash } from 'node:crypto';
import { constants, copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

/** A part of a file that is being fetched, with the digest of its bytes so far. The caller that opens one closes it. */
export type PartFile = Awaited<ReturnType<typeof openPartFile>>;

const READ_PIECE_BYTES = 1024 * 1024;

/**
 * Opens the part that an earlier try has left, or begins a new one. Its bytes are read and digested again, so that the
 * digest of the whole file is one of bytes on the disk.
 *
 * @param isShared true when another process may still write into the file: it keeps the file, and we go on with a copy
 */
export async function openPartFile(path: string, isShared: boolean, signal: AbortSignal) {
  if (isShared) await leaveToFormerOwner(path);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) await rm(path, { recursive: true });
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  let hash: Hash;
  let bytes = 0;
  try {
    hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(READ_PIECE_BYTES);
    const { size } = await file.stat();
    while (bytes < size) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, piece.length, bytes);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (error) {
    await file.close();
    throw error;
  }

  return {
    /** How many bytes it has. */
    get bytes() {
      return bytes;
    },
    async append(chunk: Uint8Array): Promise<void> {
      await writeWhole(file, chunk, bytes);
      hash.update(chunk);
      bytes += chunk.length;
    },
    /** Throws its bytes away. */
    async restart(): Promise<void> {
      await file.truncate(0);
      hash = createHash('sha256');
      bytes = 0;
    },
    /** Makes sure that every byte is on the disk. @returns hex sha256 of all of them */
    async finish(): Promise<string> {
      await file.sync();
      return hash.copy().digest('hex');
    },
    close: () => file.close(),
  };
}

async function writeWhole(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

async function leaveToFormerOwner(path: string): Promise<void> {
  const copy = `${path}-copy`;
  try {
    await copyFile(path, copy);
    await rename(copy, path);
  } catch {
    // No part exists yet, so there is nothing to leave.
  }
}
