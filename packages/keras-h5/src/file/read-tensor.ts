import { sizeOf, type Tensor, widenFloat16 } from '@slc/layer-graph';
import type * as h5wasm from 'h5wasm/node';
import { mismatch } from './invalid.js';

/** HDF5's number for the class of floating-point types (H5T_class_t in H5Tpublic.h). */
const H5T_FLOAT = 1;

/** Reads all values of a data set as float32. @param at its place in the file, for messages */
export function readTensor(
  library: Awaited<typeof h5wasm.ready>,
  dataset: h5wasm.Dataset,
  at: string,
): Tensor {
  const { size, type, littleEndian, shape: declared } = dataset.metadata;
  const shape = declared ?? [];
  const count = sizeOf(shape);
  const isFloat = type === H5T_FLOAT && littleEndian;
  if (!isFloat || (size !== 2 && size !== 4 && size !== 8)) {
    throw mismatch(at, 'little-endian float16, float32 or float64 values', `type ${String(dataset.dtype)}`);
  }

  // The library's own `.value` refuses float16, so the bytes are copied out of its memory.
  const pointer = library._malloc(Math.max(count * size, 1));
  // The library gives 0, as a number or a big integer, when its memory is used up.
  if (!pointer) throw mismatch(at, 'a tensor that fits into memory', `${count * size} bytes`);
  try {
    library.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(pointer));
    const start = Number(pointer);
    const bytes = library.HEAPU8.slice(start, start + count * size);
    return { shape, data: toFloat32(bytes.buffer, size) };
  } finally {
    library._free(pointer);
  }
}

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
