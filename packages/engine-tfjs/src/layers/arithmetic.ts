import type { ArithmeticLayer } from '@slc/layer-graph';
import type { Building, LayerFunction } from '../building.js';
import type { Tensor } from '../tensorflow.js';

const OPERATIONS = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  power: 'pow',
  maximum: 'maximum',
  minimum: 'minimum',
} as const;

/**
 * From left to right. Shapes are aligned at their last axis; a value with fewer axes than the result gets the missing
 * ones after its batch, or they would meet the batches of the others.
 */
export function arithmeticFunction(layer: ArithmeticLayer, building: Building): LayerFunction {
  const { tf, shapeOf, isConstant } = building;
  const operation = tf[OPERATIONS[layer.operation]];
  const rank = shapeOf(layer.name).length;
  const aligned = layer.inputs.map((name): ((x: Tensor) => Tensor) => {
    const shape = shapeOf(name);
    if (isConstant(name) || shape.length === rank) return (x) => x;
    const ones = new Array<number>(rank - shape.length).fill(1);
    return (x) => tf.reshape(x, [x.shape[0] ?? 1, ...ones, ...shape]);
  });
  return (inputs) =>
    inputs.map((x, i) => aligned[i]?.(x) ?? x).reduce((left, right) => operation(left, right));
}
