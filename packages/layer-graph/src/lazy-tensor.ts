import type { Shape, Tensor } from './layer-graph.js';

/**
 * A tensor whose values are worked out when they are asked for, and not kept: so that a rewritten network needs no
 * second copy of all its weights, only one of the tensor that is being written.
 */
export function lazyTensor(shape: Shape, compute: () => Float32Array): Tensor {
  return {
    shape,
    get data() {
      return compute();
    },
  };
}
