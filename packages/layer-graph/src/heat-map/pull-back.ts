import type { AppendedLayers } from '../appended-layers.js';
import type { ArithmeticLayer, ConcatLayer, Layer, LayerNormLayer, PreluLayer } from '../layer-graph.js';
import { withShape } from '../lazy-tensor.js';
import { batchNormToAffine } from '../passes/fold-batch-norm.js';
import { isVectorShape, sizeOf } from '../shape.js';
import { derivativeOf } from './derivative-of.js';
import type { Head } from './find-head.js';
import {
  type Jacobian,
  layerOf,
  meanOfRows,
  multiplyMatrix,
  multiplyRows,
  scaleRows,
  takeRows,
} from './jacobian.js';

/** An input of a layer, and how the logits change with that input through this layer. */
export type Pulled = readonly [input: string, jacobian: Jacobian];

interface Context {
  readonly head: Head;
  /** Takes the layers that compute derivatives. */
  readonly layers: AppendedLayers;
}

/**
 * The chain rule for one layer of the head, whose inputs and value are vectors.
 *
 * @param jacobian of the layer's value
 * @returns one for each input that is not a constant; null for a layer whose derivative is not known here
 */
export function pullBack(layer: Layer, jacobian: Jacobian, context: Context): readonly Pulled[] | null {
  const { head, layers } = context;
  const [input = ''] = layer.inputs;
  const one = (result: Jacobian): readonly Pulled[] => [[input, result]];
  if (!layer.inputs.every((name) => head.constantNamed(name) || isVectorShape(head.shapeOf(name))))
    return null;
  switch (layer.kind) {
    case 'identity':
    case 'reshape':
    case 'transpose':
      return one(jacobian);
    case 'reduce':
    case 'pool':
      // Of one pixel.
      return sizeOf(head.shapeOf(input)) === jacobian.rows ? one(jacobian) : null;
    case 'dense':
      return layer.activation ? null : one(multiplyMatrix(layers, layer.kernel, jacobian));
    case 'conv2d': {
      const { kernel, groups, activation } = layer;
      const [height, width, inputs = 0, outputs = 0] = kernel.shape;
      if (height !== 1 || width !== 1 || groups !== 1 || activation) return null;
      return one(multiplyMatrix(layers, withShape(kernel, [inputs, outputs]), jacobian));
    }
    case 'affine':
      return one(scaleRows(layers, jacobian, layer.scale));
    case 'batch-norm':
      return one(scaleRows(layers, jacobian, batchNormToAffine(layer).scale));
    case 'layer-norm':
      return one(throughLayerNorm(layer, jacobian, layers));
    case 'activation': {
      const slope = derivativeOf(layer.activation, { x: input, y: layer.name }, layers);
      return one(multiplyRows(layers, jacobian, slope));
    }
    case 'prelu':
      return one(multiplyRows(layers, jacobian, slopeOf(layer, layers)));
    case 'softmax':
      return one(throughSoftmax(layer.name, jacobian, layers));
    case 'concat':
      return throughConcat(layer, jacobian, context);
    case 'arithmetic':
      return throughArithmetic(layer, jacobian, context);
    default:
      return null;
  }
}

/** y = n gamma + beta, n = (x - mean) / spread: dx = (g - mean(g) - n mean(g n)) / spread, with g = gamma dy. */
function throughLayerNorm(layer: LayerNormLayer, jacobian: Jacobian, layers: AppendedLayers): Jacobian {
  const { rows, classes } = jacobian;
  const x = layers.reshape(layer.inputs[0] ?? '', [rows, 1]);
  const centred = layers.arithmetic('subtract', x, layers.reduce('mean', x, [0]));
  const variance = layers.reduce('mean', layers.arithmetic('multiply', centred, centred), [0]);
  const spread = layers.activation('sqrt', layers.affine(variance, 1, layer.epsilon));
  const normal = layers.arithmetic('divide', centred, spread);

  const scaled = scaleRows(layers, jacobian, layer.gamma);
  const gradient = layerOf(layers, scaled);
  const along = layers.reduce('mean', layers.arithmetic('multiply', normal, gradient), [0]);
  const withoutNormal = layers.arithmetic('subtract', gradient, layers.arithmetic('multiply', normal, along));
  const mean = layerOf(layers, meanOfRows(layers, scaled, 1));
  const withoutMean = layers.arithmetic('subtract', withoutNormal, mean);
  return { kind: 'computed', rows, classes, layer: layers.arithmetic('divide', withoutMean, spread) };
}

/** y = softmax(x): dx = y (dy - sum(y dy)). @param y the layer's name */
function throughSoftmax(y: string, jacobian: Jacobian, layers: AppendedLayers): Jacobian {
  const { rows, classes } = jacobian;
  const weighted = layerOf(layers, multiplyRows(layers, jacobian, y));
  const along = layers.reduce('sum', weighted, [0]);
  const spread = layers.arithmetic('multiply', layers.reshape(y, [rows, 1]), along);
  return { kind: 'computed', rows, classes, layer: layers.arithmetic('subtract', weighted, spread) };
}

/** 1 where x > 0, the layer's slope elsewhere. */
function slopeOf({ inputs, slope }: PreluLayer, layers: AppendedLayers): string {
  const isAbove = layers.activation('step', inputs[0] ?? '');
  const below = layers.arithmetic('multiply', layers.affine(isAbove, -1, 1), layers.constant(slope));
  return layers.arithmetic('add', isAbove, below);
}

function throughConcat(
  { inputs, axis }: ConcatLayer,
  jacobian: Jacobian,
  { head, layers }: Context,
): readonly Pulled[] | null {
  const shapes = inputs.map(head.shapeOf);
  if (inputs.some(head.constantNamed) || shapes.some((shape) => axis !== shape.length - 1)) return null;
  let first = 0;
  return inputs.map((name, i): Pulled => {
    const count = sizeOf(shapes[i] ?? []);
    const rows = takeRows(layers, jacobian, { first, count });
    first += count;
    return [name, rows];
  });
}

function throughArithmetic(
  { inputs, operation }: ArithmeticLayer,
  jacobian: Jacobian,
  context: Context,
): readonly Pulled[] | null {
  const { head } = context;
  const isWhole = (name: string) => sizeOf(head.shapeOf(name)) === jacobian.rows;
  const pulled: Pulled[] = [];
  for (const [place, name] of inputs.entries()) {
    if (head.constantNamed(name)) continue;
    // A number that is repeated along a vector has another derivative.
    if (!isWhole(name)) return null;
    const others = inputs.filter((_, i) => i !== place);
    const result = throughOperation(operation, jacobian, { place, others, context });
    if (!result) return null;
    pulled.push([name, result]);
  }
  return pulled;
}

/** @param others the operation's inputs but the one at `place` */
function throughOperation(
  operation: ArithmeticLayer['operation'],
  jacobian: Jacobian,
  { place, others, context }: { place: number; others: readonly string[]; context: Context },
): Jacobian | null {
  const { head, layers } = context;
  switch (operation) {
    case 'add':
      return jacobian;
    case 'subtract':
      return place === 0 ? jacobian : scaleRows(layers, jacobian, Float32Array.of(-1));
    case 'multiply':
      return others.reduce((product: Jacobian, name) => {
        const constant = head.constantNamed(name);
        if (constant) return scaleRows(layers, product, constant.data);
        return multiplyRows(layers, product, name);
      }, jacobian);
    case 'divide': {
      const divisor = place === 0 ? head.constantNamed(others[0] ?? '') : null;
      return (
        divisor &&
        scaleRows(
          layers,
          jacobian,
          divisor.data.map((value) => 1 / value),
        )
      );
    }
    case 'power':
    case 'maximum':
    case 'minimum':
      return null;
    default:
      return operation satisfies never;
  }
}
