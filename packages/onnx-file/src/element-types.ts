/** TensorProto.DataType, of what is not computed in here: github.com/onnx/onnx, onnx/onnx.proto */
export const ELEMENT_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [2, 'uint8'],
  [3, 'int8'],
  [4, 'uint16'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [8, 'strings'],
  [9, 'true or false'],
  [12, 'uint32'],
  [13, 'uint64'],
  [14, 'complex numbers'],
  [15, 'complex numbers'],
  [16, 'bfloat16'],
]);
