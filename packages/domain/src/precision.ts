/** The numbers that a network is computed in. */
export const PRECISIONS = ['float32', 'int8', 'float16'] as const;

export type Precision = (typeof PRECISIONS)[number];

/** What an answer says of it: an ONNX file that was saved in int8 or float16 is computed so, whatever is asked for. */
export const SERVED_PRECISIONS = [...PRECISIONS, 'as in the file'] as const;

export type ServedPrecision = (typeof SERVED_PRECISIONS)[number];
