import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Vector } from './vectors.js';

export interface SymmetricEigen {
  /** Largest first. */
  readonly values: Float64Array;
  /** (size, size), row i is the unit eigenvector of value i. */
  readonly vectors: Float64Array;
}

/** @param matrix (size, size), symmetric */
export function symmetricEigen(matrix: Vector, size: number): SymmetricEigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, matrix),
    { assumeSymmetric: true },
  );
  const order = [...realEigenvalues.keys()].sort(
    (a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number),
  );
  const vectors = new Float64Array(size * size);
  for (const [i, column] of order.entries()) vectors.set(eigenvectorMatrix.getColumn(column), i * size);
  return { values: Float64Array.from(order, (i) => realEigenvalues[i] as number), vectors };
}
