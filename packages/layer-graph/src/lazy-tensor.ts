import type { Shape, Tensor } from './layer-graph.js';

/**
 * A tensor that computes its values at each access and keeps none of them. A rewritten network then needs no second
 * copy of all its weights, only of the tensor that is being written.
 */
export function lazyTensor(shape: Shape, compute: () => Float32Array): Tensor {
  return {
    shape,
    get data() {
      return compute();
    },
  };
}

/** A tensor's values in another shape of the same size. */
export function withShape(tensor: Tensor, shape: Shape): Tensor {
  return lazyTensor(shape, () => tensor.data);
}
