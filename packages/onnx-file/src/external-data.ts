import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { invalidFile, unsupportedFile } from './faults.js';
import { MOST_FILES, MOST_NETWORK_BYTES, MOST_SHARING } from './limits.js';
import { openBeside } from './open-beside.js';
import { type FileTensor, OWN_FILE, rawBytesOf } from './read/tensor.js';
import { bytesOfValues } from './read/tensor-size.js';
import type { LazyBytes } from './write/protobuf.js';

/** A copy of a file that nobody else writes to. */
export interface Snapshot {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex digest of what is in the copy. */
  readonly sha256: string;
}

export interface ExternalFilesOptions {
  /** Of the model as it was given: beside it are its further files. */
  readonly modelPath: string;
  /** Of the model. */
  readonly own: Snapshot;
  /** Copies a further file, of which a descriptor is given. */
  readonly takeSnapshot: (descriptor: number) => Snapshot;
}

/** The weights of a model that keeps them in files beside it, or that stay in its own until they are read. */
export class ExternalFiles {
  readonly #options: ExternalFilesOptions;
  readonly #folder: string;
  /** By the locations that the model writes; a file may have several. */
  readonly #located: Map<string, Snapshot>;
  /** Further files by what tells them apart whatever they are called. */
  readonly #copied = new Map<string, Snapshot>();

  constructor(options: ExternalFilesOptions) {
    this.#options = options;
    this.#folder = realpathSync(dirname(options.modelPath));
    this.#located = new Map([[OWN_FILE, options.own]]);
  }

  /** Size of the model's file and of each further file of which something was read. */
  get networkBytes(): number {
    return [...new Set(this.#located.values())].reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  }

  /**
   * Makes sure that weights are there, each as long as its shape says.
   *
   * @param tensors those that are needed
   * @throws SlcError `invalid_model` where a file lies elsewhere, is missing or is too short; `unsupported_model` where all are too much
   */
  expectWhole(tensors: Iterable<FileTensor>): void {
    let [inside, outside] = [0, 0];
    for (const tensor of tensors) {
      const { name, external, dimensions } = tensor;
      const length = external ? this.lazy(tensor).byteLength : rawBytesOf(tensor)?.byteLength;
      const expected = bytesOfValues(tensor);
      if (length !== undefined && expected !== null && length !== expected) {
        const shape = dimensions.join(' x ') || 'a single value';
        throw invalidFile(`weights ${name}: expected ${expected} bytes for ${shape}, the file has ${length}`);
      }
      if (external?.location === OWN_FILE) inside += length ?? 0;
      else if (external) outside += length ?? 0;
    }
    const ownBytes = this.#options.own.sizeBytes;
    expectSideBySide(inside, ownBytes);
    expectSideBySide(outside, MOST_SHARING * (this.networkBytes - ownBytes));
    expectAtMost(ownBytes + outside);
  }

  /** Each further file of which something was read, by the name that the model writes. */
  describe(): { file: string; sizeBytes: number; sha256: string }[] {
    const further = [...this.#located].filter(([file]) => file !== OWN_FILE);
    return further.map(([file, { sizeBytes, sha256 }]) => ({ file, sizeBytes, sha256 }));
  }

  /** @returns null for a tensor that has its values itself */
  read(tensor: FileTensor): Uint8Array | null {
    return tensor.external ? this.lazy(tensor).bytes() : null;
  }

  /**
   * The bytes of a tensor's values, read when they are written.
   *
   * @throws SlcError as `expectWhole`
   */
  lazy(tensor: FileTensor): LazyBytes {
    const { path, sizeBytes } = this.#fileOf(tensor);
    const { offset, length } = rangeOf(tensor, sizeBytes);
    return { byteLength: length, bytes: () => readRange(path, offset, length) };
  }

  #fileOf({ name, external }: FileTensor): Snapshot {
    const location = external?.location ?? '';
    const known = this.#located.get(location);
    if (known) return known;
    if (this.#located.size > MOST_FILES) {
      const advice = 'save the model once more with all of its weights in one file';
      throw unsupportedFile(`expected weights in at most ${MOST_FILES} files, it names more: ${advice}`);
    }
    const { descriptor, sizeBytes, identity } = openBeside(this.#folder, location, name);
    try {
      let file = this.#copied.get(identity);
      if (!file) {
        expectAtMost(this.networkBytes + sizeBytes);
        file = this.#options.takeSnapshot(descriptor);
        this.#copied.set(identity, file);
      }
      this.#located.set(location, file);
      return file;
    } finally {
      closeSync(descriptor);
    }
  }
}

/** Each weight is written by itself: a small file could ask for any size. */
function expectSideBySide(bytes: number, mostBytes: number): void {
  if (bytes <= mostBytes) return;
  throw unsupportedFile(
    `expected weights side by side in a file, ${bytes} bytes of them lie one over another: at most ${mostBytes} fit in`,
  );
}

function expectAtMost(total: number): void {
  if (total <= MOST_NETWORK_BYTES) return;
  throw unsupportedFile(
    `expected a model of at most ${MOST_NETWORK_BYTES} bytes with its weights, it has ${total}`,
  );
}

/** @throws SlcError `invalid_model` where that is not in the file */
function rangeOf(
  { name, external }: FileTensor,
  sizeBytes: number,
): { readonly offset: number; readonly length: number } {
  const offset = external?.offset ?? 0;
  const length = external?.length ?? sizeBytes - offset;
  if (length >= 0 && offset + length <= sizeBytes) return { offset, length };
  const wanted = external?.length === null ? 'values' : `${length} bytes`;
  throw invalidFile(
    `weights ${name}: expected ${wanted} at ${offset} of ${external?.location}, the file has ${sizeBytes} bytes`,
  );
}

function readRange(path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  try {
    let done = 0;
    while (done < length) {
      const read = readSync(file, bytes, done, length - done, offset + done);
      if (read === 0) throw invalidFile(`expected ${length} bytes of weights, their file became shorter`);
      done += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}
