import { statSync } from 'node:fs';
import { SlcError } from '@slc/domain';
import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import * as h5wasm from 'h5wasm/node';
import { widenFloat16 } from './float16.js';

/**
 * An open HDF5 file, read only. Reading is synchronous and the memory of the library never shrinks:
 * open one in a process that ends soon after.
 */
export interface H5File {
  /** Names of the things in a group; none when there is no such group. */
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

/** Against a few bytes that declare terabytes: no real model of this product's kind comes near. */
const MAX_TENSOR_BYTES = 1024 ** 3;

/**
 * Against chunks that unpack to a thousand times their size, or that are declared and not there. Weights that someone
 * packed come out a tenth smaller; a tensor of zeros packs well, and is small.
 */
const MAX_UNPACKING = 4;
const SMALL_TENSOR_BYTES = 1024 ** 2;

/** Against a list cut into pieces without end. Keras cuts at 64 KiB. */
const MAX_ATTRIBUTE_PIECES = 1000;

/** @throws SlcError `invalid_model` when the file is not HDF5 or is cut short */
export async function openH5File(path: string): Promise<H5File> {
  const library = await h5wasm.ready;
  // HDF5's errors then come as exceptions, in place of pages on standard error.
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
    if (!(found instanceof h5wasm.Dataset)) throw misfit(at, 'a data set', 'none');
    return guarded(at, () => {
      const { metadata } = found;
      if (metadata.virtual_sources) throw misfit(at, 'values in this file', 'a view of other files');
      const bytes = sizeOf(metadata.shape ?? []) * metadata.size;
      const isPacked = metadata.chunks !== null;
      const limit = isPacked ? Math.max(fileBytes * MAX_UNPACKING, SMALL_TENSOR_BYTES) : fileBytes;
      if (!(bytes <= Math.min(limit, MAX_TENSOR_BYTES))) {
        const declared = `a declared shape of ${metadata.shape?.join(' x ')}`;
        throw misfit(
          at,
          `at most ${Math.min(limit, MAX_TENSOR_BYTES)} bytes in a file of ${fileBytes}`,
          declared,
        );
      }
      return found;
    });
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
      throw misfit(`${at}@${name}`, `at most ${MAX_ATTRIBUTE_PIECES} pieces`, 'more');
    },
    tensorShape: (at) => dataset(at).metadata.shape ?? [],
    tensor(at) {
      const found = dataset(at);
      // Against many names for one large tensor: all together are no more than the file can hold either.
      bytesRead += sizeOf(found.metadata.shape ?? []) * found.metadata.size;
      const limit = Math.max(fileBytes * MAX_UNPACKING, SMALL_TENSOR_BYTES);
      if (bytesRead > limit) throw misfit(at, `at most ${limit} bytes of weights in all`, 'more');
      return guarded(at, () => readTensor(library, found, at));
    },
    close() {
      allowed.delete(path);
      // On a damaged file the library fails even here, and there is nothing left to lose.
      guardedQuietly(() => file.close());
    },
  };
}

const openable = new WeakMap<object, Set<string>>();

/**
 * Against files that point to others, whose content would become weights: links, external storage, views. The library
 * may open the model, while one is open, and nothing else but the scratch file into which it writes its own error messages.
 */
function allowOnly(library: Awaited<typeof h5wasm.ready>, path: string): Set<string> {
  const { FS } = library;
  let allowed = openable.get(FS);
  if (!allowed) {
    const paths = new Set<string>();
    const open = FS.open;
    FS.open = (name, ...rest) => {
      const isGuarded = paths.size > 0 && typeof name === 'string';
      if (isGuarded && !paths.has(name) && !/^\/tmp\/tmpfile_[A-Za-z]{6}$/.test(name)) {
        throw Object.assign(new Error(`${name}: not the model`), { name: 'ErrnoError', errno: NO_SUCH_FILE });
      }
      return open.call(FS, name, ...rest);
    };
    openable.set(FS, paths);
    allowed = paths;
  }
  allowed.add(path);
  return allowed;
}

/** ENOENT, in WebAssembly's system interface. */
const NO_SUCH_FILE = 44;

function openOrRefuse(path: string, onRefusal: () => void): h5wasm.File {
  try {
    const file = new h5wasm.File(path, 'r');
    // A failed open yields an invalid handle, which only its use shows.
    file.keys();
    return file;
  } catch (cause) {
    onRefusal();
    throw new SlcError(
      'invalid_model',
      'expected a whole HDF5 file (.h5), got something else or a part of one',
      {
        cause,
      },
    );
  }
}

function readTensor(library: Awaited<typeof h5wasm.ready>, dataset: h5wasm.Dataset, at: string): Tensor {
  const { metadata } = dataset;
  const shape = metadata.shape ?? [];
  const count = sizeOf(shape);
  const { size } = metadata;
  const isFloat = metadata.type === H5T_FLOAT && metadata.littleEndian;
  if (!isFloat || (size !== 2 && size !== 4 && size !== 8)) {
    throw misfit(at, 'little-endian float16, float32 or float64 values', `type ${String(dataset.dtype)}`);
  }

  // The library's own `.value` refuses float16, so the bytes are taken as they lie in its memory.
  const pointer = library._malloc(Math.max(count * size, 1));
  // 0, as a number or a big integer, when the library's memory is used up.
  if (!pointer) throw misfit(at, 'a tensor that fits into memory', `${count * size} bytes`);
  try {
    library.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(pointer));
    const start = Number(pointer);
    const bytes = library.HEAPU8.slice(start, start + count * size);
    return { shape, data: toFloat32(bytes.buffer, size) };
  } finally {
    library._free(pointer);
  }
}

/** HDF5's number for the class of floating-point types (H5T_class_t in H5Tpublic.h). */
const H5T_FLOAT = 1;

function toFloat32(buffer: ArrayBuffer, bytesPerValue: 2 | 4 | 8): Float32Array {
  switch (bytesPerValue) {
    case 2:
      return widenFloat16(new Uint16Array(buffer));
    case 4:
      return new Float32Array(buffer);
    case 8:
      return Float32Array.from(new Float64Array(buffer));
  }
}

function strings(at: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  // An empty list is stored as an empty array of numbers.
  if (ArrayBuffer.isView(value) && value.byteLength === 0) return [];
  throw misfit(at, 'a list of strings', typeof value);
}

function guardedQuietly(act: () => unknown): void {
  try {
    act();
  } catch {
    // The caller has said why this is right.
  }
}

/** The library throws plain errors, and on a damaged file WebAssembly traps: both mean that the file is broken. */
function guarded<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SlcError) throw cause;
    throw new SlcError('invalid_model', `${at}: expected readable HDF5 data, and the reader failed`, {
      cause,
    });
  }
}

function misfit(at: string, expected: string, got: string): SlcError {
  return new SlcError('invalid_model', `${at}: expected ${expected}, got ${got}`);
}
