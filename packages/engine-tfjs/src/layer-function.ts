import {
  type AffineLayer,
  batchNormToAffine,
  type DenseLayer,
  type Layer,
  type Shape,
  sizeOf,
} from '@slc/layer-graph';
import type { Building, LayerFunction } from './building.js';
import { activationFunction, activationOf } from './layers/activation.js';
import { arithmeticFunction, selectFunction } from './layers/arithmetic.js';
import { conv2dFunction } from './layers/conv2d.js';
import { matmulFunction } from './layers/matmul.js';
import { poolFunction } from './layers/pool.js';
import { resizeFunction } from './layers/resize.js';
import { sliceFunction } from './layers/slice.js';
import type { Tensor, Tensor2D } from './tensorflow.js';

/**
 * One case a layer kind. No closure refers to its layer: one view of the weights would keep the whole file in memory.
 * Images are (batch, height, width, channels) throughout, as Keras has them.
 */
export function layerFunction(layer: Layer, building: Building): LayerFunction {
  const { tf, keep, shapeOf } = building;
  switch (layer.kind) {
    case 'input':
      throw new TypeError(`layer ${layer.name}: an input is given, not computed`);
    case 'constant': {
      const value = keep(layer.value.data, layer.value.shape);
      // A clone, so that the value can be given back after its last reader like any other.
      return () => tf.clone(value);
    }
    case 'conv2d':
      return unary(conv2dFunction(layer, building));
    case 'dense':
      return unary(denseFunction(layer, building));
    case 'pool':
      return unary(poolFunction(layer, building));
    case 'reduce': {
      const { keepDims } = layer;
      const reduce = tf[layer.operation];
      const axes = layer.axes.map(withBatch);
      const shape = shapeOf(layer.name);
      return unary((x) => withShape(building, reduce(x, axes, keepDims), shape));
    }
    case 'batch-norm':
      return unary(affineFunction(batchNormToAffine(layer), building));
    case 'layer-norm': {
      const gamma = keep(layer.gamma, [layer.gamma.length]);
      const beta = keep(layer.beta, [layer.beta.length]);
      const { epsilon } = layer;
      return unary((x) => {
        const centred = tf.sub(x, tf.mean(x, -1, true));
        const variance = tf.mean(tf.square(centred), -1, true);
        const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gamma);
        return tf.add(tf.mul(centred, scale), beta);
      });
    }
    case 'affine':
      return unary(affineFunction(layer, building));
    case 'activation':
      return unary(activationFunction(tf, layer.activation));
    case 'prelu': {
      const slope = keep(layer.slope.data, layer.slope.shape);
      return unary((x) => tf.sub(tf.relu(x), tf.mul(slope, tf.relu(tf.neg(x)))));
    }
    case 'softmax':
      return unary((x) => tf.softmax(x));
    case 'arithmetic':
      return arithmeticFunction(layer, building);
    case 'select':
      return selectFunction(layer, building);
    case 'concat': {
      const axis = withBatch(layer.axis);
      return (inputs) => tf.concat([...inputs], axis);
    }
    case 'matmul':
      return matmulFunction(layer, building);
    case 'reshape': {
      const { shape } = layer;
      return unary((x) => withShape(building, x, shape));
    }
    case 'transpose': {
      const permutation = [0, ...layer.permutation.map(withBatch)];
      return unary((x) => tf.transpose(x, permutation));
    }
    case 'pad': {
      const { before, after, value } = layer;
      const paddings = before.map((size, axis): [number, number] => [size, after[axis] ?? 0]);
      return unary((x) => tf.pad(x, [[0, 0], ...paddings], value));
    }
    case 'slice':
      return unary(sliceFunction(layer, building));
    case 'resize':
      return unary(resizeFunction(layer, building));
    case 'identity':
      return unary((x) => tf.clone(x));
    default:
      return layer satisfies never;
  }
}

/** Layers count their axes without the batch. */
function withBatch(axis: number): number {
  return axis + 1;
}

function withShape({ tf }: Building, x: Tensor, shape: Shape): Tensor {
  return tf.reshape(x, [x.size / sizeOf(shape), ...shape]);
}

function unary(compute: (x: Tensor) => Tensor): LayerFunction {
  return ([x]) => {
    if (!x) throw new TypeError('compiled model: expected a layer with an input');
    return compute(x);
  };
}

/** Over the last axis, whatever axes come before it. */
function denseFunction(layer: DenseLayer, building: Building): (x: Tensor) => Tensor {
  const { tf, keep, shapeOf } = building;
  const [length = 0] = layer.kernel.shape;
  const kernel = keep(layer.kernel.data, layer.kernel.shape) as Tensor2D;
  const bias = layer.bias ? { bias: keep(layer.bias, [layer.bias.length]) } : {};
  const activate = activationOf(tf, layer.activation);
  const shape = shapeOf(layer.name);
  return (x) => {
    const rows = tf.reshape(x, [x.size / length, length]) as Tensor2D;
    return withShape(building, activate(tf.fused.matMul({ a: rows, b: kernel, ...bias })), shape);
  };
}

function affineFunction({ scale, offset }: AffineLayer, { tf, keep }: Building): (x: Tensor) => Tensor {
  const factor = keep(scale, [scale.length]);
  const summand = keep(offset, [offset.length]);
  return (x) => tf.add(tf.mul(x, factor), summand);
}
