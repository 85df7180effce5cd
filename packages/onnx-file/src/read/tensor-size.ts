import { invalidFile } from '../faults.js';
import type { FileTensor } from './tensor.js';

/** Bits of one value, by the numbers of TensorProto.DataType (github.com/onnx/onnx, onnx/onnx.proto). Strings have no fixed size. */
const BITS: ReadonlyMap<number, number> = new Map([
  // float32, uint8, int8, uint16, int16, int32, int64
  ...([
    [1, 32],
    [2, 8],
    [3, 8],
    [4, 16],
    [5, 16],
    [6, 32],
    [7, 64],
  ] as const),
  // bool, float16, float64, uint32, uint64, complex64, complex128, bfloat16
  ...([
    [9, 8],
    [10, 16],
    [11, 64],
    [12, 32],
    [13, 64],
    [14, 64],
    [15, 128],
    [16, 16],
  ] as const),
  // float8 in four kinds, uint4, int4, float4
  ...([
    [17, 8],
    [18, 8],
    [19, 8],
    [20, 8],
    [21, 4],
    [22, 4],
    [23, 4],
  ] as const),
]);

const STRING = 8;

/**
 * How many bytes a tensor's values are, as its shape and type say.
 *
 * @returns null for strings
 * @throws SlcError `invalid_model` for a shape or a type that there is not
 */
export function bytesOfValues({ name, elementType, dimensions }: FileTensor): number | null {
  if (elementType === STRING) return null;
  const bits = BITS.get(elementType);
  if (bits === undefined)
    throw invalidFile(`weights ${name}: expected numbers, it has ONNX type ${elementType}`);
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (dimensions.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    throw invalidFile(`weights ${name}: expected a shape, it has ${dimensions.join(' x ')}`);
  }
  return Math.ceil((count * bits) / 8);
}
