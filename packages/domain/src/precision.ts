/** The numbers that a network is computed in. */
export const PRECISIONS = ['float32', 'int8', 'float16'] as const;

export type Precision = (typeof PRECISIONS)[number];
