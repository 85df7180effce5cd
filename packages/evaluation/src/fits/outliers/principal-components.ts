import { symmetricEigen } from './symmetric-eigen.js';
import { addScaled, dot, row } from './vectors.js';

/** An eigenvalue below this share of the largest is rounding. */
const NEGLIGIBLE = 1e-12;

/**
 * The directions of largest variance, as orthonormal rows, largest first.
 *
 * @param centred (n, length), with mean 0
 * @returns (at most `count`, length); fewer where the data vary in fewer directions
 */
export function principalComponents(centred: Float64Array, length: number, count: number): Float64Array {
  const images = centred.length / length;
  // The smaller of the two matrices that have the same eigenvalues: n x n, or length x length.
  const byImage = images < length;
  const size = byImage ? images : length;
  const { values, vectors } = symmetricEigen(
    byImage ? innerProducts(centred, length) : scatter(centred, length),
    size,
  );
  const kept = values.subarray(0, count).filter((value) => value > NEGLIGIBLE * (values[0] as number));
  if (!byImage) return vectors.slice(0, kept.length * length);
  const components = new Float64Array(kept.length * length);
  for (const [i, value] of kept.entries()) {
    const component = row(components, i, length);
    for (const [image, weight] of row(vectors, i, size).entries()) {
      addScaled(component, weight / Math.sqrt(value), row(centred, image, length));
    }
  }
  return components;
}

/** (n, n), the scalar product of each pair of rows. */
function innerProducts(data: Float64Array, length: number): Float64Array {
  const rows = data.length / length;
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    const own = row(data, i, length);
    for (let j = 0; j <= i; j++) {
      const product = dot(own, data, j * length);
      products[i * rows + j] = product;
      products[j * rows + i] = product;
    }
  }
  return products;
}

/** (length, length), the sum over the rows x of x xᵀ. */
export function scatter(data: Float64Array, length: number): Float64Array {
  const sums = new Float64Array(length * length);
  for (let start = 0; start < data.length; start += length) {
    const own = data.subarray(start, start + length);
    for (const [i, value] of own.entries()) {
      // From the diagonal on: the other half is the same.
      if (value !== 0) addScaled(row(sums, i, length).subarray(i), value, own.subarray(i));
    }
  }
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < i; j++) sums[i * length + j] = sums[j * length + i] as number;
  }
  return sums;
}
