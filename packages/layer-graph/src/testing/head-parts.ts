import { type Layer, type LayerGraph, NO_PADDING, type ReduceLayer, type Shape } from '../index.js';
import { randomFloats, randomWeights } from './random-weights.js';

/** A network as a file has it, with the head that its name describes. */
export interface HeadCase {
  readonly name: string;
  readonly graph: LayerGraph;
  /** The layer whose value, as a vector, is the embedding; null where there is none. */
  readonly embedding: string | null;
}

export function head(name: string, embedding: string | null, ...layers: readonly Layer[]): HeadCase {
  const trunk: readonly Layer[] = [
    { kind: 'input', name: 'image', inputs: [], shape: [2, 3, 2] },
    {
      kind: 'affine',
      name: 'scaled',
      inputs: ['image'],
      scale: Float32Array.of(2 / 255),
      offset: Float32Array.of(-1),
    },
    conv('features', 'scaled', [1, 1, 2, 4]),
  ];
  const logits = layers.at(-1)?.name ?? '';
  return { name, embedding, graph: { layers: [...trunk, ...layers], outputs: { logits } } };
}

export function pool(operation: 'mean' | 'max'): ReduceLayer {
  return { kind: 'reduce', name: operation, inputs: ['features'], operation, axes: [0, 1], keepDims: false };
}

/** @param size inputs, outputs */
export function dense(name: string, input: string, size: readonly [number, number]): Layer {
  return {
    kind: 'dense',
    name,
    inputs: [input],
    kernel: randomWeights(size),
    bias: randomFloats(size[1]),
    activation: null,
  };
}

export function conv(name: string, input: string, kernel: Shape): Layer {
  return {
    kind: 'conv2d',
    name,
    inputs: [input],
    kernel: randomWeights(kernel),
    bias: randomFloats(kernel.at(-1) ?? 0),
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: NO_PADDING,
    activation: null,
  };
}

export function batchNorm(name: string, input: string, length: number): Layer {
  return {
    kind: 'batch-norm',
    name,
    inputs: [input],
    gamma: randomFloats(length),
    beta: randomFloats(length),
    mean: randomFloats(length),
    variance: randomFloats(length).map(Math.abs),
    epsilon: 0.001,
  };
}

export function reshape(name: string, input: string, shape: Shape): Layer {
  return { kind: 'reshape', name, inputs: [input], shape };
}

export function activation(kind: 'relu' | 'swish' | 'sigmoid' | 'tanh', input: string): Layer {
  return { kind: 'activation', name: kind, inputs: [input], activation: { kind } };
}

export function dropout(input: string): Layer {
  return { kind: 'identity', name: 'dropout', inputs: [input] };
}

export function softmax(input: string): Layer {
  return { kind: 'softmax', name: 'softmax', inputs: [input] };
}

export function added(...inputs: readonly string[]): Layer {
  return { kind: 'arithmetic', name: 'added', operation: 'add', inputs };
}

export function joined(...inputs: readonly string[]): Layer {
  return { kind: 'concat', name: 'joined', inputs, axis: 0 };
}
