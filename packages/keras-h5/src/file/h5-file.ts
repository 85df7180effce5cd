import { statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import * as h5wasm from 'h5wasm/node';
import { allowOnly } from './allow-only.js';
import { invalid, mismatch } from './invalid.js';
import { readTensor } from './read-tensor.js';

/** Against a few bytes that declare terabytes: no real image classifier has so large a tensor. */
const MAX_TENSOR_BYTES = 1024 ** 3;

/**
 * Against chunks that unpack to a thousand times their size, or that are declared and missing. Packing makes
 * weights a tenth smaller; a tensor of zeros packs well, and is small.
 */
const MAX_UNPACKING = 4;
const SMALL_TENSOR_BYTES = 1024 ** 2;

/** Against a list cut into pieces without end. Keras cuts at 64 KiB. */
const MAX_ATTRIBUTE_PIECES = 1000;

/**
 * An open HDF5 file, read only. Reading is synchronous and the memory of the library never shrinks:
 * open one in a process that ends soon after.
 */
export class H5File {
  #bytesRead = 0;

  private constructor(
    private readonly library: Awaited<typeof h5wasm.ready>,
    private readonly file: h5wasm.File,
    private readonly opened: { readonly fileBytes: number; readonly onClose: () => void },
  ) {}

  /** @throws SlcError `invalid_model` when the file is not HDF5 or is cut short */
  static async open(path: string): Promise<H5File> {
    const library = await h5wasm.ready;
    // HDF5's errors then arrive as exceptions instead of pages on standard error.
    library.activate_throwing_error_handler();
    const fileBytes = statSync(path).size;
    const allowed = allowOnly(library, path);
    const onClose = () => void allowed.delete(path);
    return new H5File(library, openOrRefuse(path, onClose), { fileBytes, onClose });
  }

  /** Names of the members of a group; none when there is no such group. */
  keys(group: string): readonly string[] {
    const found = group === '/' ? this.file : this.#entity(group);
    return found instanceof h5wasm.Group ? guarded(group, () => found.keys()) : [];
  }

  /** A string attribute, or null when there is none. */
  textAttribute(at: string, name: string): string | null {
    const value = this.#attribute(at, name);
    return typeof value === 'string' ? value : null;
  }

  /** A list of strings, also one that Keras cut into `name0`, `name1` … because it was long; null when there is none. */
  listAttribute(at: string, name: string): readonly string[] | null {
    const whole = this.#attribute(at, name);
    if (whole !== undefined) return strings(`${at}@${name}`, whole);
    const pieces: string[] = [];
    for (let i = 0; i < MAX_ATTRIBUTE_PIECES; i++) {
      const piece = this.#attribute(at, `${name}${i}`);
      if (piece === undefined) return i === 0 ? null : pieces;
      pieces.push(...strings(`${at}@${name}${i}`, piece));
    }
    throw mismatch(`${at}@${name}`, `at most ${MAX_ATTRIBUTE_PIECES} pieces`, 'more');
  }

  /** @throws SlcError `invalid_model` when there is no such data set, or it is larger than the file can hold */
  tensorShape(at: string): Shape {
    return this.#dataset(at).metadata.shape ?? [];
  }

  /** Float16, float32 or float64 values as float32. @throws SlcError `invalid_model` */
  tensor(at: string): Tensor {
    const found = this.#dataset(at);
    // Against many names for one large tensor: the file must be able to hold all of them together, too.
    this.#bytesRead += sizeOf(found.metadata.shape ?? []) * found.metadata.size;
    const limit = unpackedLimit(this.opened.fileBytes);
    if (this.#bytesRead > limit) throw mismatch(at, `at most ${limit} bytes of weights in all`, 'more');
    return guarded(at, () => readTensor(this.library, found, at));
  }

  close(): void {
    this.opened.onClose();
    try {
      this.file.close();
    } catch {
      // On a damaged file the library fails even here, when all reading is over.
    }
  }

  #entity(at: string): h5wasm.Group | h5wasm.Dataset | null {
    const found = guarded(at, () => this.file.get(at));
    return found instanceof h5wasm.Group || found instanceof h5wasm.Dataset ? found : null;
  }

  #dataset(at: string): h5wasm.Dataset {
    const found = this.#entity(at);
    if (!(found instanceof h5wasm.Dataset)) throw mismatch(at, 'a data set', 'none');
    guarded(at, () => assertFits(found.metadata, this.opened.fileBytes, at));
    return found;
  }

  #attribute(at: string, name: string): unknown {
    const owner = at === '/' ? this.file : this.#entity(at);
    return guarded(`${at}@${name}`, () => owner?.attrs[name]?.value);
  }
}

/** @throws SlcError when a data set declares more values than the file can hold */
function assertFits(metadata: h5wasm.Metadata, fileBytes: number, at: string): void {
  if (metadata.virtual_sources) throw mismatch(at, 'values in this file', 'a view of other files');
  const bytes = sizeOf(metadata.shape ?? []) * metadata.size;
  const isPacked = metadata.chunks !== null;
  const limit = Math.min(isPacked ? unpackedLimit(fileBytes) : fileBytes, MAX_TENSOR_BYTES);
  if (bytes <= limit) return;
  const declared = `a declared shape of ${metadata.shape?.join(' x ')}`;
  throw mismatch(at, `at most ${limit} bytes in a file of ${fileBytes}`, declared);
}

function unpackedLimit(fileBytes: number): number {
  return Math.max(fileBytes * MAX_UNPACKING, SMALL_TENSOR_BYTES);
}

function openOrRefuse(path: string, onRefusal: () => void): h5wasm.File {
  try {
    const file = new h5wasm.File(path, 'r');
    // A failed open yields an invalid handle, which only its use shows.
    file.keys();
    return file;
  } catch (cause) {
    onRefusal();
    throw invalid(
      'expected a whole HDF5 file (.h5, .hdf5, .hd5) or Keras archive (.keras), got something else or a part of one',
      { cause },
    );
  }
}

function strings(at: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  // An empty list is stored as an empty array of numbers.
  if (ArrayBuffer.isView(value) && value.byteLength === 0) return [];
  throw mismatch(at, 'a list of strings', typeof value);
}

/** The library throws plain errors, and on a damaged file WebAssembly traps: both mean that the file is broken. */
function guarded<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    throw invalid(`${at}: expected readable HDF5 data, and the reader failed`, { cause });
  }
}
