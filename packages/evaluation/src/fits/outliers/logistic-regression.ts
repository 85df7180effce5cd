import { SlcError } from '@slc/domain';
import type { Embeddings } from '../../answers.js';
import { addScaled, dot, row } from './vectors.js';

/** The decision value of x is weights · x + bias: the log odds of being positive, for classes of equal size. */
export interface LinearDetector {
  readonly weights: Float64Array;
  readonly bias: number;
}

export interface LogisticOptions {
  /** λ of the penalty λ / 2 · |w|² beside the mean loss. scikit-learn's C is 1 / (λ n). */
  readonly ridge: number;
  /** The solver ends when the gradient's length is at most this. */
  readonly tolerance?: number;
}

/**
 * Ridge logistic regression on standardised numbers, with each class's images weighing as much as the other's. The bias has
 * no penalty. Solved by Newton's method with conjugate gradients (Nocedal and Wright, "Numerical Optimization", 2nd
 * edition, algorithm 7.1), which needs no matrix of length x length.
 *
 * @throws SlcError `internal` when the solver does not end, which a strictly convex loss rules out
 */
export function fitLogistic(
  positive: Embeddings,
  negative: Embeddings,
  { ridge, tolerance = 1e-9 }: LogisticOptions,
): LinearDetector {
  const problem = new BalancedProblem(positive, negative, ridge);
  // The weights of the standardised numbers, then the bias.
  const solution = new Float64Array(positive.length + 1);
  for (let round = 0; round < 100; round++) {
    const at = problem.at(solution);
    if (length(at.gradient) <= tolerance) return problem.unstandardised(solution);
    const step = newtonStep(at.gradient, (direction) => problem.curvature(direction, at.curvatures));
    const slope = dot(step, at.gradient);
    let scale = 1;
    // Rounding hides a decrease smaller than this from the last steps.
    const unseen = 1e-14 * at.loss;
    while (problem.at(added(solution, scale, step)).loss > at.loss + 1e-4 * scale * slope + unseen)
      scale /= 2;
    addScaled(solution, scale, step);
  }
  throw new SlcError('internal', `logistic regression: no minimum within ${tolerance} after 100 steps`);
}

/** Both classes' images, standardised where they are read, so that they are not copied. */
class BalancedProblem {
  readonly #parts: readonly { readonly images: Embeddings; readonly sign: 1 | -1; readonly weight: number }[];
  readonly #means: Float64Array;
  /** 1 / standard deviation, or 1 where there is none. */
  readonly #scales: Float64Array;
  readonly #ridge: number;
  readonly #count: number;

  constructor(positive: Embeddings, negative: Embeddings, ridge: number) {
    const countOf = ({ data, length }: Embeddings) => data.length / length;
    this.#parts = [
      { images: positive, sign: 1, weight: 0.5 / countOf(positive) },
      { images: negative, sign: -1, weight: 0.5 / countOf(negative) },
    ];
    this.#count = countOf(positive) + countOf(negative);
    this.#ridge = ridge;
    this.#means = new Float64Array(positive.length);
    for (const [, image] of this.#images()) addScaled(this.#means, 1 / this.#count, image);
    const variances = new Float64Array(positive.length);
    for (const [, image] of this.#images()) {
      for (const [i, value] of image.entries()) {
        variances[i] = (variances[i] as number) + (value - (this.#means[i] as number)) ** 2 / this.#count;
      }
    }
    this.#scales = variances.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 1));
  }

  /** Loss and gradient at a solution, and each image's second derivative of the loss by its decision value. */
  at(solution: Float64Array): { loss: number; gradient: Float64Array; curvatures: Float64Array } {
    const { weights, bias } = this.unstandardised(solution);
    const curvatures = new Float64Array(this.#count);
    const pulls = new Float64Array(this.#count);
    const coefficients = solution.subarray(0, -1);
    let loss = (this.#ridge / 2) * dot(coefficients, coefficients);
    for (const [index, image, { sign, weight }] of this.#images()) {
      const margin = sign * (dot(image, weights) + bias);
      // log(1 + exp(-margin)) and its derivatives, without overflow.
      const small = Math.exp(-Math.abs(margin));
      const wrong = margin > 0 ? small / (1 + small) : 1 / (1 + small);
      loss += weight * (Math.log1p(small) + Math.max(0, -margin));
      pulls[index] = -sign * weight * wrong;
      curvatures[index] = (weight * small) / (1 + small) ** 2;
    }
    const gradient = this.#backward(pulls);
    addScaled(gradient.subarray(0, -1), this.#ridge, coefficients);
    return { loss, gradient, curvatures };
  }

  /** The loss's second derivative times a direction. */
  curvature(direction: Float64Array, curvatures: Float64Array): Float64Array {
    const { weights, bias } = this.unstandardised(direction);
    const pulls = new Float64Array(this.#count);
    for (const [index, image] of this.#images()) {
      pulls[index] = (curvatures[index] as number) * (dot(image, weights) + bias);
    }
    const product = this.#backward(pulls);
    addScaled(product.subarray(0, -1), this.#ridge, direction.subarray(0, -1));
    return product;
  }

  /** The same detector for numbers as they come. */
  unstandardised(solution: Float64Array): LinearDetector {
    const weights = this.#scales.map((scale, i) => scale * (solution[i] as number));
    return { weights, bias: (solution.at(-1) as number) - dot(weights, this.#means) };
  }

  /** The gradient by weights and bias, from that by each image's decision value. */
  #backward(pulls: Float64Array): Float64Array {
    const gradient = new Float64Array(this.#means.length + 1);
    const weights = gradient.subarray(0, -1);
    let total = 0;
    for (const [index, image] of this.#images()) {
      const pull = pulls[index] as number;
      total += pull;
      addScaled(weights, pull, image);
    }
    addScaled(weights, -total, this.#means);
    for (const [i, scale] of this.#scales.entries()) weights[i] = (weights[i] as number) * scale;
    gradient[weights.length] = total;
    return gradient;
  }

  *#images(): Generator<[number, Float32Array, { readonly sign: 1 | -1; readonly weight: number }]> {
    let index = 0;
    for (const part of this.#parts) {
      const { data, length } = part.images;
      for (let image = 0; image < data.length / length; image++)
        yield [index++, row(data, image, length), part];
    }
  }
}

/** Solves H step = -gradient by conjugate gradients, as exactly as the gradient is close to 0. */
function newtonStep(
  gradient: Float64Array,
  curvature: (direction: Float64Array) => Float64Array,
): Float64Array {
  const size = length(gradient);
  const enough = Math.min(0.1, Math.sqrt(size)) * size;
  const step = new Float64Array(gradient.length);
  const residual = gradient.map((value) => -value);
  let direction: Float64Array = residual.slice();
  let squared = dot(residual, residual);
  for (let round = 0; round < 10 * gradient.length && Math.sqrt(squared) > enough; round++) {
    const product = curvature(direction);
    const scale = squared / dot(direction, product);
    addScaled(step, scale, direction);
    addScaled(residual, -scale, product);
    const before = squared;
    squared = dot(residual, residual);
    direction = added(residual, squared / before, direction);
  }
  return step;
}

function added(base: Float64Array, factor: number, direction: Float64Array): Float64Array {
  const sum = base.slice();
  addScaled(sum, factor, direction);
  return sum;
}

function length(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
