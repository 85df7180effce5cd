import { createWriteStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { SlcError } from '@slc/domain';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** What a `.keras` file holds: a zip archive of three members. */
export interface KerasArchive {
  readonly config: string;
  readonly metadata: string;
}

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** Against an archive with a member for every bit of a bomb. Keras writes three, and a few assets at most. */
const MAX_MEMBERS = 1000;

/** Against members that unpack to a thousand times their size: Keras stores without packing, and weights hardly pack. */
const MAX_UNPACKING = 4;
const SMALL_MEMBER_BYTES = 32 * 1024 ** 2;
const MAX_MEMBER_BYTES = 4 * 1024 ** 3;

/**
 * Reads a `.keras` file and writes the weights in it to a file of their own.
 *
 * @throws SlcError `invalid_model` when it is not a whole archive of a Keras model
 */
export async function unpackKerasArchive(path: string, weightsPath: string): Promise<KerasArchive> {
  try {
    const archive = await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
    });
    try {
      const members = await findMembers(archive);
      const read = (name: string) => readMember(archive, members, name, text);
      const config = await read(CONFIG);
      const metadata = members.has(METADATA) ? await read(METADATA) : '{}';
      await readMember(archive, members, WEIGHTS, (content) =>
        pipeline(content, createWriteStream(weightsPath, { flags: 'wx' })),
      );
      return { config, metadata };
    } finally {
      archive.close();
    }
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    throw new SlcError('invalid_model', `expected a whole Keras archive (.keras): ${String(cause)}`, {
      cause,
    });
  }
}

async function findMembers(archive: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const members = new Map<string, Entry>();
  if (archive.entryCount > MAX_MEMBERS) {
    throw new SlcError(
      'invalid_model',
      `archive: expected at most ${MAX_MEMBERS} members, got ${archive.entryCount}`,
    );
  }
  for await (const entry of archive.eachEntry()) {
    if (members.has(entry.fileName)) {
      throw new SlcError('invalid_model', `archive: expected each member once, got ${entry.fileName} twice`);
    }
    members.set(entry.fileName, entry);
  }
  return members;
}

/** Reads a member to its end. @throws SlcError when its checksum is not the one that the archive holds */
async function readMember<Result>(
  archive: ZipFile,
  members: ReadonlyMap<string, Entry>,
  name: string,
  consume: (content: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  const entry = memberOf(members, name);
  const content = await archive.openReadStreamPromise(entry);
  let checksum = 0;
  async function* checked(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of content) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
  }
  const result = await consume(checked());
  if (checksum !== entry.crc32) {
    throw new SlcError(
      'invalid_model',
      `archive member ${name}: expected checksum ${entry.crc32.toString(16)}, its content has ${checksum.toString(16)}`,
    );
  }
  return result;
}

function memberOf(members: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = members.get(name);
  if (!entry) {
    const found = [...members.keys()].slice(0, 5).join(', ') || 'nothing';
    throw new SlcError('invalid_model', `archive: expected a member ${name}, it holds ${found}`);
  }
  const { compressedSize, uncompressedSize } = entry;
  const limit = Math.min(Math.max(compressedSize * MAX_UNPACKING, SMALL_MEMBER_BYTES), MAX_MEMBER_BYTES);
  if (!(uncompressedSize <= limit)) {
    throw new SlcError(
      'invalid_model',
      `archive member ${name}: expected ${compressedSize} packed bytes to hold at most ${limit}, it declares ${uncompressedSize}`,
    );
  }
  return entry;
}
