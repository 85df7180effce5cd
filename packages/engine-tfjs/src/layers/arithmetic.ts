import type { ArithmeticLayer, SelectLayer } from '@slc/layer-graph';
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

/** From left to right. */
export function arithmeticFunction(layer: ArithmeticLayer, building: Building): LayerFunction {
  const operation = building.tf[OPERATIONS[layer.operation]];
  const align = alignment(layer, building);
  return (inputs) => align(inputs).reduce((left, right) => operation(left, right));
}

export function selectFunction(layer: SelectLayer, building: Building): LayerFunction {
  const { tf } = building;
  const align = alignment(layer, building);
  return (inputs) => {
    const [condition, chosen, other] = align(inputs);
    if (!condition || !chosen || !other) throw new TypeError('compiled model: expected three values');
    return tf.where(tf.greater(condition, 0), chosen, other);
  };
}

/**
 * Shapes are aligned at their last axis; a value with fewer axes than the result gets the missing ones after its batch,
 * or they would meet the batches of the others.
 */
function alignment({ name, inputs }: ArithmeticLayer | SelectLayer, { tf, shapeOf, isConstant }: Building) {
  const rank = shapeOf(name).length;
  const aligned = inputs.map((input): ((x: Tensor) => Tensor) => {
    const shape = shapeOf(input);
    if (isConstant(input) || shape.length === rank) return (x) => x;
    const ones = new Array<number>(rank - shape.length).fill(1);
    return (x) => tf.reshape(x, [x.shape[0] ?? 1, ...ones, ...shape]);
  });
  return (values: readonly Tensor[]): readonly Tensor[] => values.map((x, i) => aligned[i]?.(x) ?? x);
}
