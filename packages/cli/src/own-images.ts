import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { SlcError, throwIfAborted } from '@slc/domain/light';
import { notReadable } from './not-readable.js';

/** The user's own files need no service's limits, only those of the formats. */
export const OWN_IMAGE_LIMITS = { imageLimitBytes: 256 * 1024 * 1024, imageLimitPixels: 200_000_000 };

/** What a process that classifies the user's own files may hold in memory. */
export const OWN_IMAGE_RESOURCES = {
  decodePixels: OWN_IMAGE_LIMITS.imageLimitPixels,
  queueBytes: OWN_IMAGE_LIMITS.imageLimitBytes,
};

/** @throws SlcError `not_found`; `image_too_large`; `cancelled` when the signal aborts */
export async function readOwnImage(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const file = await open(path).catch((cause: unknown) => {
    throw notReadable(path, UNREAD, cause);
  });
  try {
    const there = await file.stat();
    // A device or a pipe does not say how much it will give.
    if (!there.isFile()) return await readAtMost(file.createReadStream({ autoClose: false }), signal);
    if (there.size > OWN_IMAGE_LIMITS.imageLimitBytes) throw tooLarge();
    return await readWhole(file, there.size).catch(cannotBeRead);
  } finally {
    await file.close();
  }
}

/** As `FileHandle.readFile` does, which asks for the size again and costs half as much time again for a small file. */
async function readWhole(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const { bytesRead } = await file.read(bytes, read, size - read);
    // It was cut since.
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/**
 * All that a stream gives, which need not end by itself.
 *
 * @throws SlcError `not_found`; `image_too_large`; `cancelled` when the signal aborts. Nothing more is read then
 */
export async function readAtMost(stream: Readable, signal?: AbortSignal): Promise<Uint8Array> {
  if (signal) addAbortSignal(signal, stream);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of stream) {
      bytes += piece.length;
      if (bytes > OWN_IMAGE_LIMITS.imageLimitBytes) throw tooLarge();
      pieces.push(piece);
    }
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof SlcError) throw error;
    cannotBeRead(error);
  }
  return Buffer.concat(pieces);
}

const UNREAD = 'expected an image file, it cannot be read';

function cannotBeRead(cause: unknown): never {
  throw new SlcError('not_found', UNREAD, { cause });
}

function tooLarge(): SlcError {
  const { imageLimitBytes } = OWN_IMAGE_LIMITS;
  return new SlcError('image_too_large', `expected at most ${imageLimitBytes} bytes, the file has more`);
}
