import { statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import * as h5wasm from 'h5wasm/node';
import { allowOnly } from './allow-only.js';
import { mismatch } from './mismatch.js';
import { readTensor } from './read-tensor.js';

/**
 * An open HDF5 file, read only. Reading is synchronous and the memory of the library never shrinks:
 * open one in a process that ends soon after.
 */
export interface H5File {
  /** Names of the members of a group; none when there is no such group. */
  keys(group: string): readonly string[];
  /** A string attribute, or null when there is none. */
  textAttribute(path: string, name: string): string | null;
  /** A list of strings, also one that Keras cut into `name0`, `name1` … because it was long; null when there is none. */
  listAttribute(path: string, name: string): readonly string[] | null;
  /** @throws SlcError `invalid_model` when there is no such data set, or it is larger than the file can hold */
  tensorShape(path: string): Shape;
  /** Float16, float32 or float64 values as float32. @throws SlcError `invalid_model` */
  tensor(path: string): Tensor;
  close(): void;
}

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

/** @throws SlcError `invalid_model` when the file is not HDF5 or is cut short */
export async function openH5File(path: string): Promise<H5File> {
  const library = await h5wasm.ready;
  // HDF5's errors then arrive as exceptions instead of pages on standard error.
  library.activate_throwing_error_handler();
  const fileBytes = statSync(path).size;
  const allowed = allowOnly(library, path);
  const file = openOrRefuse(path, () => allowed.delete(path));
  let bytesRead = 0;

  function entity(at: string): h5wasm.Group | h5wasm.Dataset | null {
    const found = guarded(at, () => file.get(at));
    return found instanceof h5wasm.Group || found instanceof h5wasm.Dataset ? found : null;
  }

  function dataset(at: string): h5wasm.Dataset {
    const found = entity(at);
    if (!(found instanceof h5wasm.Dataset)) throw mismatch(at, 'a data set', 'none');
    guarded(at, () => assertFits(found.metadata, fileBytes, at));
    return found;
  }

  function attribute(at: string, name: string): unknown {
    const owner = at === '/' ? file : entity(at);
    return guarded(`${at}@${name}`, () => owner?.attrs[name]?.value);
  }

  return {
    keys(group) {
      const found = group === '/' ? file : entity(group);
      return found instanceof h5wasm.Group ? guarded(group, () => found.keys()) : [];
    },
    textAttribute(at, name) {
      const value = attribute(at, name);
      return typeof value === 'string' ? value : null;
    },
    listAttribute(at, name) {
      const whole = attribute(at, name);
      if (whole !== undefined) return strings(`${at}@${name}`, whole);
      const pieces: string[] = [];
      for (let i = 0; i < MAX_ATTRIBUTE_PIECES; i++) {
        const piece = attribute(at, `${name}${i}`);
        if (piece === undefined) return i === 0 ? null : pieces;
        pieces.push(...strings(`${at}@${name}${i}`, piece));
      }
      throw mismatch(`${at}@${name}`, `at most ${MAX_ATTRIBUTE_PIECES} pieces`, 'more');
    },
    tensorShape: (at) => dataset(at).metadata.shape ?? [],
    tensor(at) {
      const found = dataset(at);
      // Against many names for one large tensor: the file must be able to hold all of them together, too.
      bytesRead += sizeOf(found.metadata.shape ?? []) * found.metadata.size;
      const limit = unpackedLimit(fileBytes);
      if (bytesRead > limit) throw mismatch(at, `at most ${limit} bytes of weights in all`, 'more');
      return guarded(at, () => readTensor(library, found, at));
    },
    close() {
      allowed.delete(path);
      try {
        file.close();
      } catch {
        // On a damaged file the library fails even here, when all reading is over.
      }
    },
  };
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
    const message = 'expected a whole HDF5 file (.h5), got something else or a part of one';
    throw new SlcError('invalid_model', message, { cause });
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
    const message = `${at}: expected readable HDF5 data, and the reader failed`;
    throw new SlcError('invalid_model', message, { cause });
  }
}
