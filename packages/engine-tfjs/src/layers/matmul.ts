import type { MatmulLayer } from '@slc/layer-graph';
import type { Building, LayerFunction } from '../building.js';
import type { Tensor, Tensor2D } from '../tensorflow.js';

/**
 * A constant matrix has no batch, and not every backend repeats it along one: it is multiplied with the matrices of all
 * images side by side.
 */
export function matmulFunction({ inputs, name }: MatmulLayer, building: Building): LayerFunction {
  const { tf, shapeOf, isConstant } = building;
  const [rows = 0, columns = 0] = shapeOf(name);
  const [leftName = '', rightName = ''] = inputs;
  const [shared = 0] = shapeOf(rightName);
  const multiply = isConstant(leftName)
    ? (left: Tensor, right: Tensor) => {
        const wide = tf.reshape(tf.transpose(right, [1, 0, 2]), [shared, -1]) as Tensor2D;
        const product = tf.reshape(tf.matMul(left as Tensor2D, wide), [rows, -1, columns]);
        return tf.transpose(product, [1, 0, 2]);
      }
    : (left: Tensor, right: Tensor) => tf.matMul(left, right);
  return ([left, right]) => {
    if (!left || !right) throw new TypeError('compiled model: expected a product of two matrices');
    return multiply(left, right);
  };
}
