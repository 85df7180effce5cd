import { SlcError } from '@slc/domain';
import type { Embeddings } from '../../answers.js';
import type { OutlierParts } from './detector.js';
import { fitLogistic } from './logistic-regression.js';
import { principalComponents, scatter } from './principal-components.js';
import { symmetricEigen } from './symmetric-eigen.js';
import { addScaled, dot, row } from './vectors.js';

/** Share of the within-class covariance that is replaced by its mean diagonal, so that it can be inverted well. */
const SHRINKAGE = 0.05;

/** Of the linear detector. Of 0.01, 0.1, 1 and 10 the one that found most held-out smartphone photographs. */
const RIDGE = 0.1;

/** Labelled embeddings of genuine images, and of pictures that people upload by mistake. */
export interface OutlierSample {
  readonly genuine: Embeddings;
  /** (n), the index of each genuine image's mean: its class's own, or one that rare classes share. */
  readonly meanOf: Int32Array;
  readonly wrongSort: Embeddings | null;
}

/**
 * @param componentLimit principal components at most
 * @throws SlcError `internal` where an embedding is not finite, `invalid_request` where they do not vary
 */
export function fitOutlierParts(
  { genuine, meanOf, wrongSort }: OutlierSample,
  componentLimit: number,
): OutlierParts {
  const { length } = genuine;
  for (const { data } of wrongSort ? [genuine, wrongSort] : [genuine]) {
    if (!data.every(Number.isFinite)) {
      throw new SlcError('internal', 'embeddings: expected finite numbers, got others');
    }
  }
  const centre = meanOfRows(genuine.data, length);
  const centred = Float64Array.from(genuine.data, (value, i) => value - (centre[i % length] as number));
  if (!centred.some((value) => value !== 0)) {
    throw new SlcError('invalid_request', 'embeddings: expected different ones, got the same for each image');
  }
  const leading = principalComponents(centred, length, componentLimit);
  const size = leading.length / length;
  const projected = project(centred, leading, length);
  const means = classMeans(projected, size, meanOf);
  const within = withinClassCovariance(projected, size, { means, meanOf });
  const { values, vectors } = symmetricEigen(within, size);
  const meanDiagonal = values.reduce((sum, value) => sum + value, 0) / size;
  const deviations = values.map((value) => Math.sqrt((1 - SHRINKAGE) * value + SHRINKAGE * meanDiagonal));
  return {
    centre,
    components: multiply(vectors, leading, length),
    deviations,
    means: Float64Array.from(
      [...means.values()].flatMap((mean) =>
        [...project(mean, vectors, size)].map((value, i) => value / (deviations[i] as number)),
      ),
    ),
    wrongSort: wrongSort && fitLogistic(wrongSort, genuine, { ridge: RIDGE }),
  };
}

function meanOfRows(data: Float32Array | Float64Array, length: number): Float64Array {
  const mean = new Float64Array(length);
  const rows = data.length / length;
  for (let i = 0; i < rows; i++) addScaled(mean, 1 / rows, row(data, i, length));
  return mean;
}

/** (n, length) times the transpose of (m, length). */
function project(data: Float64Array, directions: Float64Array, length: number): Float64Array {
  const count = directions.length / length;
  const projected = new Float64Array((data.length / length) * count);
  for (const i of projected.keys()) {
    projected[i] = dot(row(data, Math.floor(i / count), length), directions, (i % count) * length);
  }
  return projected;
}

/** (m, n) times (n, length). */
function multiply(left: Float64Array, right: Float64Array, length: number): Float64Array {
  const inner = right.length / length;
  const product = new Float64Array((left.length / inner) * length);
  for (const [i, factor] of left.entries()) {
    addScaled(row(product, Math.floor(i / inner), length), factor, row(right, i % inner, length));
  }
  return product;
}

/** By the index that `meanOf` names. */
function classMeans(data: Float64Array, size: number, meanOf: Int32Array): ReadonlyMap<number, Float64Array> {
  const indices = [...new Set(meanOf)].sort((a, b) => a - b);
  return new Map(
    indices.map((index) => {
      const own = data.filter((_, i) => meanOf[Math.floor(i / size)] === index);
      return [index, meanOfRows(own, size)];
    }),
  );
}

/** (size, size), of each row about its class's mean. */
function withinClassCovariance(
  data: Float64Array,
  size: number,
  { means, meanOf }: { means: ReadonlyMap<number, Float64Array>; meanOf: Int32Array },
): Float64Array {
  const residuals = data.slice();
  for (const [image, index] of meanOf.entries()) {
    // Safe: each index of `meanOf` has a mean.
    addScaled(row(residuals, image, size), -1, means.get(index) as Float64Array);
  }
  return scatter(residuals, size).map((sum) => sum / meanOf.length);
}
