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

/** Thousands of small pieces as a few large ones. */
function* batches(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    if (waitingBytes < BATCH_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  yield Buffer.concat(waiting);
}
