import { type MatmulLayer, sizeOf } from '@slc/layer-graph';
import type { Building, LayerFunction } from '../building.js';
import type { Tensor, Tensor2D } from '../tensorflow.js';

/** Not every backend repeats a constant matrix along a batch, and not every one has axes before but the batch. */
export function matmulFunction({ inputs, name }: MatmulLayer, building: Building): LayerFunction {
  const { tf, shapeOf, isConstant } = building;
  const [leftName = '', rightName = ''] = inputs;
  const shape = shapeOf(name);
  const [rows = 0, columns = 0] = shape.slice(-2);
  const [shared = 0] = shapeOf(rightName).slice(-2);
  /** With the matrices of all images side by side. */
  const timesAll = (left: Tensor, right: Tensor) => {
    const wide = tf.reshape(tf.transpose(right, [1, 0, 2]), [shared, -1]) as Tensor2D;
    const product = tf.reshape(tf.matMul(left as Tensor2D, wide), [rows, -1, columns]);
    return tf.transpose(product, [1, 0, 2]);
  };
  const oneByOne = (left: Tensor, right: Tensor) => {
    const product = tf.matMul(
      tf.reshape(left, [left.size / (rows * shared), rows, shared]),
      tf.reshape(right, [right.size / (shared * columns), shared, columns]),
    );
    return tf.reshape(product, [product.size / sizeOf(shape), ...shape]);
  };
  const multiply = isConstant(leftName) ? timesAll : oneByOne;
  return ([left, right]) => {
    if (!left || !right) throw new TypeError('compiled model: expected a product of two matrices');
    return multiply(left, right);
  };
}
