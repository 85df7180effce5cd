import { SlcError } from '@slc/domain';
import type { Tensor } from '@slc/layer-graph';
import * as h5wasm from 'h5wasm/node';
import { widenFloat16 } from './float16.js';

/**
 * An open HDF5 file, read only. Reading is synchronous and the memory of the library never shrinks:
 * open one in a process that ends soon after.
 */
export interface H5File {
  /** Names of the things in a group. @throws SlcError `invalid_model` when there is no such group */
  keys(group: string): readonly string[];
  /** A string attribute, or null when there is none. */
  textAttribute(path: string, name: string): string | null;
  /** A list of strings, also one that Keras cut into `name0`, `name1` … because it was long; null when there is none. */
  listAttribute(path: string, name: string): readonly string[] | null;
  /** Float16, float32 or float64 values as float32. @throws SlcError `invalid_model` */
  tensor(path: string): Tensor;
  close(): void;
}

/** Against a few bytes that declare terabytes: no real model of this product's kind comes near. */
const MAX_TENSOR_BYTES = 1024 ** 3;

/** Against a list cut into pieces without end. Keras cuts at 64 KiB. */
const MAX_ATTRIBUTE_PIECES = 1000;

/** @throws SlcError `invalid_model` when the file is not HDF5 or is cut short */
export async function openH5File(path: string): Promise<H5File> {
  const library = await h5wasm.ready;
  // HDF5's errors then come as exceptions, in place of pages on standard error.
  library.activate_throwing_error_handler();
  const file = openOrRefuse(path);

  function entity(at: string): h5wasm.Group | h5wasm.Dataset | null {
    const found = guarded(at, () => file.get(at));
    return found instanceof h5wasm.Group || found instanceof h5wasm.Dataset ? found : null;
  }

  function attribute(at: string, name: string): unknown {
    const owner = at === '/' ? file : entity(at);
    return guarded(`${at}@${name}`, () => owner?.attrs[name]?.value);
  }

  return {
    keys(group) {
      const found = entity(group);
      if (!(found instanceof h5wasm.Group)) throw misfit(group, 'a group', 'none');
      return guarded(group, () => found.keys());
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
    tensor(at) {
      const found = entity(at);
      if (!(found instanceof h5wasm.Dataset)) throw misfit(at, 'a data set', 'none');
      return guarded(at, () => readTensor(library, found, at));
    },
    close() {
      file.close();
    },
  };
}

function openOrRefuse(path: string): h5wasm.File {
  try {
    const file = new h5wasm.File(path, 'r');
    // A failed open yields an invalid handle, which only its use shows.
    file.keys();
    return file;
  } catch (cause) {
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
  const count = shape.reduce((total, size) => total * size, 1);
  const { size } = metadata;
  if (!(count * size <= MAX_TENSOR_BYTES)) {
    throw misfit(at, `at most ${MAX_TENSOR_BYTES} bytes`, `a shape of ${shape.join(' x ')}`);
  }
  const isFloat = metadata.type === H5T_FLOAT && metadata.littleEndian;
  if (!isFloat || (size !== 2 && size !== 4 && size !== 8)) {
    throw misfit(at, 'little-endian float16, float32 or float64 values', `type ${String(dataset.dtype)}`);
  }

  // The library's own `.value` refuses float16, so the bytes are taken as they lie in its memory.
  const pointer = library._malloc(Math.max(count * size, 1));
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
