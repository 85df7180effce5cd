import type * as core from '@tensorflow/tfjs-core';

/** TensorFlow.js with whichever backend it runs on. The three packages share these operations, each has its own copy. */
export type TensorFlow = Omit<typeof core, 'default'>;

export type { Rank, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
