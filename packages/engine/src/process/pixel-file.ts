import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlcError } from '@slc/domain/light';

/**
 * Carries batches from a server process to its engine process: a file in memory that both have open. It has no name any
 * more, so no other process can open it, and it is gone when both processes are. The channel between the two would copy a
 * batch several times, in pieces of 64 KiB, while the engine has nothing to do.
 *
 * @param folders the file is made in the first of these that can be written
 */
export function createPixelFile(folders: readonly string[] = [SHARED_MEMORY, tmpdir()]) {
  const { fd, folder } = openWithoutName(folders);
  let isClosed = false;
  return {
    /** For the engine process to inherit. */
    fd,
    /**
     * Writes a batch over the last one.
     *
     * @returns the size of the batch in bytes
     * @throws SlcError `internal` when there is no room for it; `model_not_ready` when the file is closed
     */
    write(images: readonly Uint8Array[]): number {
      // The descriptor may be another file's by now.
      if (isClosed) throw new SlcError('model_not_ready', 'The engine stopped and is being replaced.');
      const bytes = images.reduce((total, { length }) => total + length, 0);
      try {
        const written = writevSync(fd, images, 0);
        if (written !== bytes) throw new Error(`${written} bytes were taken`);
        return bytes;
      } catch (cause) {
        throw new SlcError('internal', `${folder}: expected room for a batch of ${bytes} bytes`, { cause });
      }
    },
    /** May be called twice. */
    close(): void {
      if (!isClosed) closeSync(fd);
      isClosed = true;
    },
  };
}

/** @returns a function that reads the first bytes of the pixel file; each call overwrites what the last one returned */
export function createPixelReader(fd: number): (bytes: number) => Uint8Array {
  let buffer = new Uint8Array();
  return (bytes) => {
    if (buffer.length < bytes) buffer = new Uint8Array(bytes);
    const pixels = buffer.subarray(0, bytes);
    const read = readSync(fd, pixels, 0, bytes, 0);
    if (read !== bytes) throw new Error(`expected a batch of ${bytes} bytes, got ${read}`);
    return pixels;
  };
}

/** A file system in memory, on Linux. In a container it has 64 MB by default. */
const SHARED_MEMORY = '/dev/shm';

function openWithoutName(folders: readonly string[]): { fd: number; folder: string } {
  const failures: unknown[] = [];
  for (const folder of folders) {
    const path = join(folder, `slc-${randomUUID()}`);
    try {
      const fd = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return { fd, folder };
    } catch (error) {
      failures.push(error);
    }
  }
  const message = `expected a folder for pixels that can be written, got ${folders.join(', ')}`;
  throw new SlcError('internal', message, { cause: new AggregateError(failures) });
}
