import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { makeDirectory } from '../make-directory.js';
import type { CachePaths } from './cache-layout.js';
import { placePointer } from './cached-file.js';
import { checkedFetch } from './checked-fetch.js';
import { transient, wrongFile } from './hub-faults.js';
import { type HubRequest, resolveUrl, subjectOf } from './hub-request.js';

/** A file that git keeps, of which the Hub knows git's object id and no sha256. */
export interface SmallFile {
  readonly sizeBytes: number;
  readonly oid: string;
}

/** The Hub takes no larger file into git; against a listing that names one to fill the memory with. */
const MOST_SMALL_BYTES = 16 * 1024 * 1024;

/**
 * Brings a small file into the cache as the Hub's other clients do, under git's object id, which its bytes must have.
 *
 * @throws SlcError `invalid_model` for other bytes than the Hub listed; as `checkedFetch`
 */
export async function fetchSmallFile(
  request: HubRequest,
  { oid, sizeBytes }: SmallFile,
  paths: CachePaths,
): Promise<void> {
  if (sizeBytes > MOST_SMALL_BYTES) {
    throw wrongFile(
      request.source,
      `expected at most ${MOST_SMALL_BYTES} bytes in git, it has ${sizeBytes}.`,
    );
  }
  const blob = paths.blob(oid);
  const known = await readFile(blob).catch(() => null);
  if (known === null || gitOid(known) !== oid) {
    const bytes = await download(request, sizeBytes);
    if (gitOid(bytes) !== oid) {
      throw wrongFile(
        request.source,
        `expected git object ${oid}, the downloaded bytes have ${gitOid(bytes)}.`,
      );
    }
    await makeDirectory(paths.blobs);
    const temporary = `${blob}.${randomUUID()}`;
    try {
      await writeFile(temporary, bytes);
      await rename(temporary, blob);
    } finally {
      await rm(temporary, { force: true });
    }
  }
  await placePointer(paths, { blobName: oid });
}

async function download(request: HubRequest, sizeBytes: number): Promise<Buffer> {
  const checked = checkedFetch(request, { check() {} });
  try {
    const response = await checked.fetch(resolveUrl(request));
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    const reader = response.body?.getReader();
    while (reader) {
      const { done, value } = await checked.wait(reader.read());
      if (done) break;
      checked.alive();
      bytes += value.length;
      if (bytes > sizeBytes) throw wrongFile(request.source, `expected ${sizeBytes} bytes, more came.`);
      pieces.push(value);
    }
    if (bytes === sizeBytes) return Buffer.concat(pieces);
    throw transient(
      `${subjectOf(request.source)}: the connection ended after ${bytes} of ${sizeBytes} bytes.`,
    );
  } catch (thrown) {
    throw checked.explain(thrown);
  } finally {
    checked.end();
  }
}

function gitOid(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
