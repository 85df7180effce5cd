// The messages of an ONNX file: github.com/onnx/onnx, onnx/onnx-ml.proto of onnx 1.23, IR version 14. Fields that are not here do not
// exist for this product, nor for onnxruntime.

/** What a field's value is. A message is given by its shape, which may hold itself. */
type Holds = 'bytes' | 'int32' | 'int64' | 'float' | 'double' | (() => MessageShape);

export interface FieldShape {
  readonly holds: Holds;
  readonly isRepeated: boolean;
  /** Whether it stays in a file that is written anew. */
  readonly isKept: boolean;
}

export interface MessageShape {
  /** As ONNX calls it. */
  readonly name: string;
  readonly fields: ReadonlyMap<number, FieldShape>;
}

function shape(name: string, fields: Readonly<Record<number, FieldShape>>): MessageShape {
  return { name, fields: new Map(Object.entries(fields).map(([number, field]) => [Number(number), field])) };
}

const one = (holds: Holds): FieldShape => ({ holds, isRepeated: false, isKept: true });
const many = (holds: Holds): FieldShape => ({ holds, isRepeated: true, isKept: true });

/** Documentation, and the metadata in which exporters leave the paths of other machines. */
const WORDS: FieldShape = { ...many('bytes'), isKept: false };

export const ENTRY = shape('StringStringEntryProto', { 1: one('bytes'), 2: one('bytes') });

/** Versions have 64 bits in ONNX; onnxruntime reads 32 of them. */
export const OPSET = shape('OperatorSetIdProto', { 1: one('bytes'), 2: one('int32') });

export const TENSOR = shape('TensorProto', {
  1: many('int64'),
  2: one('int32'),
  3: one('bytes'),
  4: many('float'),
  5: many('int64'),
  6: many('bytes'),
  7: many('int64'),
  8: one('bytes'),
  9: one('bytes'),
  10: many('double'),
  11: many('int64'),
  12: WORDS,
  // Where the values lie: what stays in a file has its values inside.
  13: { ...many(() => ENTRY), isKept: false },
  14: { ...one('int32'), isKept: false },
  16: WORDS,
});

export const SPARSE_TENSOR = shape('SparseTensorProto', {
  1: one(() => TENSOR),
  2: one(() => TENSOR),
  3: many('int64'),
});

export const DIMENSION = shape('Dimension', { 1: one('int64'), 2: one('bytes'), 3: WORDS });

export const DIMENSIONS = shape('TensorShapeProto', { 1: many(() => DIMENSION) });

export const TENSOR_TYPE = shape('TypeProto.Tensor', { 1: one('int32'), 2: one(() => DIMENSIONS) });

const ELEMENT = shape('TypeProto.Sequence', { 1: one(() => TYPE) });

const MAP_TYPE = shape('TypeProto.Map', { 1: one('int32'), 2: one(() => TYPE) });

/** Without `opaque_type`, which no operator has. */
export const TYPE: MessageShape = shape('TypeProto', {
  1: one(() => TENSOR_TYPE),
  4: one(() => ELEMENT),
  5: one(() => MAP_TYPE),
  6: WORDS,
  8: one(() => TENSOR_TYPE),
  9: one(() => ELEMENT),
});

export const VALUE = shape('ValueInfoProto', { 1: one('bytes'), 2: one(() => TYPE), 3: WORDS, 4: WORDS });

export const ANNOTATION = shape('TensorAnnotation', { 1: one('bytes'), 2: many(() => ENTRY) });

export const ATTRIBUTE: MessageShape = shape('AttributeProto', {
  1: one('bytes'),
  2: one('float'),
  3: one('int64'),
  4: one('bytes'),
  5: one(() => TENSOR),
  6: one(() => GRAPH),
  7: many('float'),
  8: many('int64'),
  9: many('bytes'),
  10: many(() => TENSOR),
  11: many(() => GRAPH),
  13: WORDS,
  14: one(() => TYPE),
  15: many(() => TYPE),
  20: one('int32'),
  21: one('bytes'),
  22: one(() => SPARSE_TENSOR),
  23: many(() => SPARSE_TENSOR),
});

/** Of AttributeProto: the fields that are its value, and the `type` that says so. An attribute has one. */
export const ATTRIBUTE_VALUES: ReadonlyMap<number, number> = new Map([
  [2, 1],
  [3, 2],
  [4, 3],
  [5, 4],
  [6, 5],
  [7, 6],
  [8, 7],
  [9, 8],
  [10, 9],
  [11, 10],
  [14, 13],
  [15, 14],
  [22, 11],
  [23, 12],
]);

export const NODE = shape('NodeProto', {
  1: many('bytes'),
  2: many('bytes'),
  3: one('bytes'),
  4: one('bytes'),
  5: many(() => ATTRIBUTE),
  6: WORDS,
  7: one('bytes'),
  8: one('bytes'),
  9: WORDS,
});

export const GRAPH = shape('GraphProto', {
  1: many(() => NODE),
  2: one('bytes'),
  5: many(() => TENSOR),
  10: WORDS,
  11: many(() => VALUE),
  12: many(() => VALUE),
  13: many(() => VALUE),
  14: many(() => ANNOTATION),
  15: many(() => SPARSE_TENSOR),
  16: WORDS,
});

export const FUNCTION = shape('FunctionProto', {
  1: one('bytes'),
  4: many('bytes'),
  5: many('bytes'),
  6: many('bytes'),
  7: many(() => NODE),
  8: WORDS,
  9: many(() => OPSET),
  10: one('bytes'),
  11: many(() => ATTRIBUTE),
  // Declared shapes, which need not be true.
  12: { ...many(() => VALUE), isKept: false },
  13: one('bytes'),
  14: WORDS,
});

export const MODEL = shape('ModelProto', {
  1: one('int64'),
  2: one('bytes'),
  3: one('bytes'),
  7: one(() => GRAPH),
  8: many(() => OPSET),
  14: many(() => ENTRY),
  25: many(() => FUNCTION),
});
