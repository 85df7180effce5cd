import { type Layer, type LayerGraph, NO_PADDING, type ReduceLayer, type Shape } from '../index.js';
import { randomFloats, randomWeights } from './random-weights.js';

/** A network as a file has it, with the head that its name describes. */
export interface HeadCase {
  readonly name: string;
  readonly graph: LayerGraph;
  /** The layer whose value, as a vector, is the embedding; null where there is none. */
  readonly embedding: string | null;
}

/** Heads of every sort, behind features (2, 3, 4). */
export function headCases(): readonly HeadCase[] {
  return [...pooledHeads(), ...otherBeginnings(), ...joinedHeads(), ...headsWithoutEmbedding()];
}

function pooledHeads(): readonly HeadCase[] {
  return [
    head('mean → dense', 'mean', pool('mean'), dense('end', 'mean', [4, 3])),
    head('mean → dense → softmax', 'mean', pool('mean'), dense('logits', 'mean', [4, 3]), softmax('logits')),
    head(
      'mean → dense → relu → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', [4, 5]),
      activation('relu', 'hidden'),
      dense('end', 'relu', [5, 3]),
    ),
    head(
      'mean → batch norm → dense → dropout → dense → softmax',
      'mean',
      pool('mean'),
      batchNorm('norm', 'mean', 4),
      dense('hidden', 'norm', [4, 5]),
      dropout('hidden'),
      dense('logits', 'dropout', [5, 3]),
      softmax('logits'),
    ),
    head('max → dropout → dense', 'max', pool('max'), dropout('max'), dense('end', 'dropout', [4, 3])),
    head(
      'mean → dense, the logits scaled',
      'mean',
      pool('mean'),
      dense('logits', 'mean', [4, 3]),
      { kind: 'constant', name: 'half', inputs: [], value: { shape: [1], data: Float32Array.of(0.5) } },
      { kind: 'arithmetic', name: 'end', operation: 'multiply', inputs: ['half', 'logits'] },
    ),
    head(
      'mean → one unit → sigmoid',
      'mean',
      pool('mean'),
      dense('unit', 'mean', [4, 1]),
      activation('sigmoid', 'unit'),
    ),
    head('mean → one unit', 'mean', pool('mean'), dense('end', 'mean', [4, 1])),
  ];
}

function otherBeginnings(): readonly HeadCase[] {
  const onePixel: Layer = { ...pool('mean'), keepDims: true };
  const window: Layer = {
    kind: 'pool',
    name: 'window',
    inputs: ['features'],
    operation: 'average',
    size: [2, 3],
    strides: [1, 1],
    padding: NO_PADDING,
  };
  return [
    head(
      'flatten → dense → relu → dense',
      'flat',
      reshape('flat', 'features', [24]),
      dense('hidden', 'flat', [24, 5]),
      activation('relu', 'hidden'),
      dense('end', 'relu', [5, 3]),
    ),
    head(
      'mean → convolution of one pixel → flatten → softmax',
      'mean',
      onePixel,
      dropout('mean'),
      conv('logits', 'dropout', [1, 1, 4, 3]),
      reshape('flat', 'logits', [3]),
      softmax('flat'),
    ),
    head(
      'mean → convolution of one pixel → swish → flatten → dense',
      'mean',
      onePixel,
      conv('wide', 'mean', [1, 1, 4, 6]),
      activation('swish', 'wide'),
      reshape('flat', 'swish', [6]),
      dense('end', 'flat', [6, 3]),
    ),
    head(
      'a window over the whole image → flatten → dense',
      'window',
      window,
      reshape('flat', 'window', [4]),
      dense('end', 'flat', [4, 3]),
    ),
    head(
      'a trunk that ends in one pixel → flatten → dense',
      'flat',
      conv('last', 'features', [2, 3, 4, 5]),
      activation('relu', 'last'),
      reshape('flat', 'relu', [5]),
      dense('end', 'flat', [5, 3]),
    ),
    head(
      'one of several tokens → dense',
      'token',
      reshape('tokens', 'features', [6, 4]),
      { kind: 'slice', name: 'token', inputs: ['tokens'], start: [0, 0], size: [1, 4], step: [1, 1] },
      reshape('flat', 'token', [4]),
      dense('end', 'flat', [4, 3]),
    ),
  ];
}

function joinedHeads(): readonly HeadCase[] {
  const both = [pool('mean'), pool('max')];
  return [
    head(
      'mean and max side by side → batch norm → dense',
      'joined',
      ...both,
      joined('mean', 'max'),
      batchNorm('norm', 'joined', 8),
      dense('end', 'norm', [8, 3]),
    ),
    head('mean plus max → dense', 'added', ...both, added('mean', 'max'), dense('end', 'added', [4, 3])),
    head(
      'mean → a dense layer whose input is added to its result → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', [4, 4]),
      added('mean', 'hidden'),
      dense('end', 'added', [4, 3]),
    ),
  ];
}

function headsWithoutEmbedding(): readonly HeadCase[] {
  const two = [pool('mean'), pool('max'), dense('left', 'mean', [4, 3]), dense('right', 'max', [4, 3])];
  return [
    head('two heads that are added', null, ...two, added('left', 'right'), softmax('added')),
    head(
      'two heads of which a dense layer makes one',
      null,
      ...two,
      joined('left', 'right'),
      dense('end', 'joined', [6, 3]),
    ),
    head('a convolution, then mean', null, conv('maps', 'features', [1, 1, 4, 3]), {
      ...pool('mean'),
      inputs: ['maps'],
    }),
    head(
      'a convolution over the whole image in place of a dense layer',
      null,
      conv('hidden', 'features', [2, 3, 4, 5]),
      conv('logits', 'hidden', [1, 1, 5, 3]),
      reshape('end', 'logits', [3]),
    ),
    head('no weights at all', null, pool('mean')),
  ];
}

function head(name: string, embedding: string | null, ...layers: readonly Layer[]): HeadCase {
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

function pool(operation: 'mean' | 'max'): ReduceLayer {
  return { kind: 'reduce', name: operation, inputs: ['features'], operation, axes: [0, 1], keepDims: false };
}

/** @param size inputs, outputs */
function dense(name: string, input: string, size: readonly [number, number]): Layer {
  return {
    kind: 'dense',
    name,
    inputs: [input],
    kernel: randomWeights(size),
    bias: randomFloats(size[1]),
    activation: null,
  };
}

function conv(name: string, input: string, kernel: Shape): Layer {
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

function batchNorm(name: string, input: string, length: number): Layer {
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

function reshape(name: string, input: string, shape: Shape): Layer {
  return { kind: 'reshape', name, inputs: [input], shape };
}

function activation(kind: 'relu' | 'swish' | 'sigmoid', input: string): Layer {
  return { kind: 'activation', name: kind, inputs: [input], activation: { kind } };
}

function dropout(input: string): Layer {
  return { kind: 'identity', name: 'dropout', inputs: [input] };
}

function softmax(input: string): Layer {
  return { kind: 'softmax', name: 'softmax', inputs: [input] };
}

function added(...inputs: readonly string[]): Layer {
  return { kind: 'arithmetic', name: 'added', operation: 'add', inputs };
}

function joined(...inputs: readonly string[]): Layer {
  return { kind: 'concat', name: 'joined', inputs, axis: 0 };
}
