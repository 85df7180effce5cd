import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Writes a new file. @returns hex sha256 of what was written */
export async function writeChunks(path: string, chunks: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for (const batch of batches(chunks)) {
      hash.update(batch);
      await file.writeFile(batch);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

const BATCH_BYTES = 1024 ** 2;

/** Thousands of small pieces as a few large ones; a large one is not copied. */
function* batches(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const chunk of chunks) {
    const isLarge = chunk.byteLength >= BATCH_BYTES;
    if (waitingBytes > 0 && (isLarge || waitingBytes + chunk.byteLength >= BATCH_BYTES)) {
      yield Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
    }
    if (isLarge) {
      yield chunk;
    } else {
      waiting.push(chunk);
      waitingBytes += chunk.byteLength;
    }
  }
  yield Buffer.concat(waiting);
}
