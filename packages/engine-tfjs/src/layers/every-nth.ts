import type { Pair } from '@slc/layer-graph';
import type { Building } from '../building.js';
import type { Tensor4D } from '../tensorflow.js';

/** Every n-th row and column. */
export function everyNth({ tf }: Building, x: Tensor4D, [rows, columns]: Pair): Tensor4D {
  return tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, rows, columns, 1]) as Tensor4D;
}
