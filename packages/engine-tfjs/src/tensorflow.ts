import type * as core from '@tensorflow/tfjs-core';

/** TensorFlow.js on any backend. Its three packages have these operations in common, each in a copy of its own. */
export type TensorFlow = Omit<typeof core, 'default'>;

export type { Rank, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
