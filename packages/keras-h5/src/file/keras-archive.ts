import { createWriteStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { SlcError } from '@slc/domain';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { invalid, mismatch } from './invalid.js';

/** Against archives of endless members. Keras writes three, and a few assets at most. */
const MAX_MEMBERS = 1000;

/** Against members that unpack to a thousand times their size: Keras does not pack, and weights hardly get smaller. */
const MAX_UNPACKING = 4;
const SMALL_MEMBER_BYTES = 32 * 1024 ** 2;
const MAX_MEMBER_BYTES = 4 * 1024 ** 3;

/**
 * Reads a `.keras` file, a zip archive of two texts and the weights, and writes the weights to another file.
 *
 * @throws SlcError `invalid_model` when it is not a whole archive of a Keras model
 */
export async function unpackKerasArchive(
  path: string,
  weightsPath: string,
): Promise<{ readonly config: string; readonly metadata: string }> {
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    try {
      const members = await findMembers(zip);
      const config = await text(readMember(zip, memberOf(members, 'config.json')));
      const hasMetadata = members.has('metadata.json');
      const metadata = hasMetadata ? await text(readMember(zip, memberOf(members, 'metadata.json'))) : '{}';
      const weights = readMember(zip, memberOf(members, 'model.weights.h5'));
      await pipeline(weights, createWriteStream(weightsPath, { flags: 'wx' }));
      return { config, metadata };
    } finally {
      zip.close();
    }
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    const got = 'it was cut short or is damaged: fetch it again';
    throw invalid(`expected a whole Keras archive (.keras), ${got} (${String(cause)})`, { cause });
  }
}

/** What an archive is that is not Keras's, by the names of its members; the end of a message. */
const FOREIGN_MEMBERS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)data\.pkl$/, ': a PyTorch file, which is code and is never read'],
  [/(^|\/)saved_model\.pb$/, ': a TensorFlow SavedModel, save it with model.save("name.keras")'],
  [/\.(h5|hdf5|hd5|keras)$/, ': unpack it first'],
  [/\.npy$/, ': NumPy arrays, not a model'],
];

async function findMembers(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_MEMBERS) {
    throw mismatch('archive', `at most ${MAX_MEMBERS} members`, `${zip.entryCount}`);
  }
  const members = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (members.has(entry.fileName)) throw mismatch('archive', 'each member once', `${entry.fileName} twice`);
    members.set(entry.fileName, entry);
  }
  return members;
}

/** Reads a member in pieces. @throws SlcError at the end, when its checksum is not the one that the archive holds */
async function* readMember(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer, void, undefined> {
  let checksum = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (checksum === entry.crc32) return;
  const [expected, got] = [entry.crc32, checksum].map((sum) => sum.toString(16));
  throw invalid(`archive member ${entry.fileName}: expected checksum ${expected}, its content has ${got}`);
}

/** @throws SlcError when the archive has no such member, or it declares more bytes than its packed ones may hold */
function memberOf(members: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = members.get(name);
  if (!entry) {
    const names = [...members.keys()];
    const found = names.slice(0, 5).join(', ') || 'nothing';
    const kind = FOREIGN_MEMBERS.find(([member]) => names.some((each) => member.test(each)))?.[1] ?? '';
    throw invalid(`archive: expected a member ${name}, it holds ${found}${kind}`);
  }
  const { compressedSize, uncompressedSize } = entry;
  const limit = Math.min(Math.max(compressedSize * MAX_UNPACKING, SMALL_MEMBER_BYTES), MAX_MEMBER_BYTES);
  if (uncompressedSize <= limit) return entry;
  const expected = `expected ${compressedSize} packed bytes to hold at most ${limit}`;
  throw invalid(`archive member ${name}: ${expected}, it declares ${uncompressedSize}`);
}
