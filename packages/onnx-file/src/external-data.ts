import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { invalidFile, unsupportedFile } from './faults.js';
import { openBeside } from './open-beside.js';
import { type FileTensor, OWN_FILE } from './read/tensor.js';
import type { LazyBytes } from './write/protobuf.js';

/** A protobuf message, which the rewritten file is, holds less than 2 GiB; and no classifier of pictures is as large. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** The weights of a model that keeps them in files beside it, or that stay in its own until they are read. */
export class ExternalFiles {
  /** Size of the model's file and of all weights beside it. */
  readonly networkBytes: number;
  readonly #folder: string;
  /** Real paths and sizes by the locations that the model writes. */
  readonly #files = new Map<string, { readonly path: string; readonly sizeBytes: number }>();

  /**
   * @param tensors all of the model's
   * @param modelPath path of the model's file
   * @throws SlcError `invalid_model` where a file lies elsewhere, is missing or is too short; `unsupported_model` where all are
   *   too much
   */
  constructor(tensors: Iterable<FileTensor>, modelPath: string) {
    this.#folder = realpathSync(dirname(modelPath));
    const ownBytes = statSync(modelPath).size;
    this.#files.set(OWN_FILE, { path: modelPath, sizeBytes: ownBytes });
    let [inside, outside] = [0, 0];
    for (const tensor of tensors) {
      if (!tensor.external) continue;
      const { location } = tensor.external;
      const { sizeBytes } = this.#fileOf(tensor);
      const { offset, length } = rangeOf(tensor, sizeBytes);
      if (offset < 0 || length < 0 || offset + length > sizeBytes) {
        throw invalidFile(
          `weights ${tensor.name}: expected ${length} bytes at ${offset} of ${location}, the file has ${sizeBytes}`,
        );
      }
      if (location === OWN_FILE) inside += length;
      else outside += length;
    }
    // Each would be written by itself: a small file could ask for any size.
    if (inside > ownBytes) {
      throw invalidFile(
        `expected weights beside each other in the file, ${inside} bytes lie in its ${ownBytes}`,
      );
    }
    const total = ownBytes + outside;
    this.networkBytes = total;
    if (total > MOST_BYTES) {
      throw unsupportedFile(
        `expected a model of at most ${MOST_BYTES} bytes with its weights, it has ${total}`,
      );
    }
  }

  /** Each further file by the name that the model writes, with its size and digest. */
  async describe(
    digest: (path: string) => Promise<string>,
  ): Promise<{ file: string; sizeBytes: number; sha256: string }[]> {
    const further = [...this.#files].filter(([file]) => file !== OWN_FILE);
    const files = further.map(async ([file, { path, sizeBytes }]) => {
      return { file, sizeBytes, sha256: await digest(path) };
    });
    return await Promise.all(files);
  }

  /** @returns null for a tensor that has its values itself */
  read(tensor: FileTensor): Uint8Array | null {
    return tensor.external ? this.lazy(tensor).bytes() : null;
  }

  /** The bytes of a tensor's values, read when they are written. */
  lazy(tensor: FileTensor): LazyBytes {
    const { path, sizeBytes } = this.#fileOf(tensor);
    const { offset, length } = rangeOf(tensor, sizeBytes);
    return { byteLength: length, bytes: () => readRange(path, offset, length) };
  }

  #fileOf({ name, external }: FileTensor): { readonly path: string; readonly sizeBytes: number } {
    const location = external?.location ?? '';
    const known = this.#files.get(location);
    if (known) return known;
    const file = this.#locate(location, name);
    this.#files.set(location, file);
    return file;
  }

  #locate(location: string, tensorName: string): { readonly path: string; readonly sizeBytes: number } {
    const { descriptor, sizeBytes } = openBeside(this.#folder, location, tensorName);
    closeSync(descriptor);
    return { path: realpathSync(join(this.#folder, location)), sizeBytes };
  }
}

function rangeOf(
  { external }: FileTensor,
  sizeBytes: number,
): { readonly offset: number; readonly length: number } {
  const offset = external?.offset ?? 0;
  const length = external?.length ?? sizeBytes - offset;
  // What is no whole number is no place in a file.
  return Number.isSafeInteger(offset) && Number.isSafeInteger(length)
    ? { offset, length }
    : { offset: -1, length: 0 };
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
