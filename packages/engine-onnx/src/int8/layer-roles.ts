import type { ArithmeticLayer, Layer, LayerGraph, ReduceLayer, Shape } from '@slc/layer-graph';
import { isCutActivation } from '../layers/activation.js';
import { floatHeadLayers } from './head-layers.js';

/**
 * What int8 makes of a layer.
 * own-range: computed on int8, its output has a range of its own.
 * keeps-range: moves or chooses values, so that its output has the range of its input.
 * cuts: a relu or clip that needs no operator, since nothing is outside the range of its output.
 * float: computed on float32.
 */
export type Int8Role = 'own-range' | 'keeps-range' | 'cuts' | 'float';

/** @param layers those that are compiled @returns the role of each by its name */
export function int8Roles(
  graph: LayerGraph,
  layers: readonly Layer[],
  shapes: ReadonlyMap<string, Shape>,
): ReadonlyMap<string, Int8Role> {
  const head = floatHeadLayers(graph, shapes);
  const kinds = new Map(layers.map(({ name, kind }) => [name, kind]));
  const shapeOf = (name: string) => shapes.get(name) ?? [];
  return new Map(
    layers.map((layer) => {
      const readsPixels = layer.inputs.some((name) => kinds.get(name) === 'input');
      const role =
        head.has(layer.name) || (readsPixels && layer.kind === 'affine') ? 'float' : roleOf(layer, shapeOf);
      return [layer.name, role];
    }),
  );
}

/** @returns the layers whose one reader is a relu or clip: they are written down in int8 after that, and only then */
export function cutByTheirReader(
  layers: readonly Layer[],
  roles: ReadonlyMap<string, Int8Role>,
): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  for (const { name, inputs } of layers) {
    for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), name]);
  }
  const areCut = layers.filter(({ name }) => {
    const [reader = '', ...others] = readers.get(name) ?? [];
    return roles.get(name) === 'own-range' && others.length === 0 && roles.get(reader) === 'cuts';
  });
  return new Set(areCut.map(({ name }) => name));
}

/** One case a layer kind: what onnxruntime has int8 operators for. */
function roleOf(layer: Layer, shapeOf: (name: string) => Shape): Int8Role {
  switch (layer.kind) {
    case 'conv2d':
    case 'dense':
    case 'concat':
      return 'own-range';
    case 'pool':
      return layer.operation === 'max' ? 'keeps-range' : 'own-range';
    case 'reduce':
      return isMeanOverImage(layer, shapeOf) ? 'own-range' : 'float';
    case 'arithmetic':
      return isSumOrProduct(layer) ? 'own-range' : 'float';
    case 'activation': {
      if (isCutActivation(layer.activation)) return 'cuts';
      const { kind } = layer.activation;
      return kind === 'swish' || kind === 'sigmoid' || kind === 'leaky-relu' ? 'own-range' : 'float';
    }
    case 'affine':
      return shapeOf(layer.name).length === 3 ? 'own-range' : 'float';
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'identity':
      return 'keeps-range';
    case 'pad':
      return layer.value === 0 ? 'keeps-range' : 'float';
    case 'resize':
      return layer.method === 'nearest' ? 'keeps-range' : 'float';
    case 'input':
    case 'constant':
    case 'batch-norm':
    case 'layer-norm':
    case 'prelu':
    case 'softmax':
    case 'select':
    case 'matmul':
      return 'float';
    default:
      return layer satisfies never;
  }
}

function isMeanOverImage(
  { inputs, operation, axes }: ReduceLayer,
  shapeOf: (name: string) => Shape,
): boolean {
  const isOverImage = axes.length === 2 && axes[0] === 0 && axes[1] === 1;
  return operation === 'mean' && isOverImage && shapeOf(inputs[0] ?? '').length === 3;
}

function isSumOrProduct({ operation, inputs }: ArithmeticLayer): boolean {
  return (operation === 'add' || operation === 'multiply') && inputs.length === 2;
}
