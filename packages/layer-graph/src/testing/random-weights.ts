import { type Shape, sizeOf, type Tensor } from '../index.js';

export function randomWeights(shape: Shape): Tensor {
  return { shape, data: randomFloats(sizeOf(shape)) };
}

/** -1..1, the same in every run: a linear congruential generator with the constants of Numerical Recipes. */
export function randomFloats(length: number): Float32Array {
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

let state = 1;
