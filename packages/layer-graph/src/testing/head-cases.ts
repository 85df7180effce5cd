import type { Activation, Layer, LayerGraph, ReduceLayer, Shape } from '../index.js';
import { randomFloats, randomWeights } from './random-weights.js';

/** A network as a file has it, with the head that its name says. */
export interface HeadCase {
  readonly name: string;
  readonly graph: LayerGraph;
  /** The layer whose value, as a vector, is the embedding; null where there is none. */
  readonly embedding: string | null;
}

/** Heads of every sort, behind features (2, 3, 4). */
export function headCases(): readonly HeadCase[] {
  const joined: Layer = { kind: 'concat', name: 'joined', inputs: ['mean', 'max'], axis: 0 };
  const added = (...inputs: string[]): Layer => ({
    kind: 'arithmetic',
    name: 'added',
    operation: 'add',
    inputs,
  });
  const flat = (name: string, from: string, shape: Shape): Layer => ({
    kind: 'reshape',
    name,
    inputs: [from],
    shape,
  });
  const onePixel: Layer = { ...pool('mean'), keepDims: true };
  const half: Layer = {
    kind: 'constant',
    name: 'half',
    inputs: [],
    value: { shape: [1], data: Float32Array.of(0.5) },
  };
  return [
    head('mean → dense', 'mean', pool('mean'), dense('end', 'mean', 4)),
    head('mean → dense → softmax', 'mean', pool('mean'), dense('logits', 'mean', 4), softmax('logits')),
    head(
      'mean → dense → relu → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', 4, 5),
      activation('relu', 'hidden'),
      dense('end', 'relu', 5),
    ),
    head(
      'mean → batch norm → dense → dropout → dense → softmax',
      'mean',
      pool('mean'),
      batchNorm('norm', 'mean', 4),
      dense('hidden', 'norm', 4, 5),
      dropout('hidden'),
      dense('logits', 'dropout', 5),
      softmax('logits'),
    ),
    head('max → dropout → dense', 'max', pool('max'), dropout('max'), dense('end', 'dropout', 4)),
    head(
      'flatten → dense → relu → dense',
      'flat',
      flat('flat', 'features', [24]),
      dense('hidden', 'flat', 24, 5),
      activation('relu', 'hidden'),
      dense('end', 'relu', 5),
    ),
    head(
      'mean → convolution of one pixel → flatten → softmax',
      'mean',
      onePixel,
      dropout('mean'),
      conv('logits', 'dropout', 4, 3),
      flat('flat', 'logits', [3]),
      softmax('flat'),
    ),
    head(
      'mean → convolution of one pixel → swish → flatten → dense',
      'mean',
      onePixel,
      conv('wide', 'mean', 4, 6),
      activation('swish', 'wide'),
      flat('flat', 'swish', [6]),
      dense('end', 'flat', 6),
    ),
    head(
      'a window over the whole image → flatten → dense',
      'window',
      {
        kind: 'pool',
        name: 'window',
        inputs: ['features'],
        operation: 'average',
        size: [2, 3],
        strides: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
      },
      flat('flat', 'window', [4]),
      dense('end', 'flat', 4),
    ),
    head(
      'a trunk that ends in one pixel → flatten → dense',
      'flat',
      { ...conv('last', 'features', 4, 5, [2, 3]) },
      activation('relu', 'last'),
      flat('flat', 'relu', [5]),
      dense('end', 'flat', 5),
    ),
    head(
      'mean and max side by side → batch norm → dense',
      'joined',
      pool('mean'),
      pool('max'),
      joined,
      batchNorm('norm', 'joined', 8),
      dense('end', 'norm', 8),
    ),
    head(
      'mean plus max → dense',
      'added',
      pool('mean'),
      pool('max'),
      added('mean', 'max'),
      dense('end', 'added', 4),
    ),
    head(
      'mean → a dense layer around which its input is added → dense',
      'mean',
      pool('mean'),
      dense('hidden', 'mean', 4, 4),
      added('mean', 'hidden'),
      dense('end', 'added', 4),
    ),
    head('mean → dense, the logits scaled', 'mean', pool('mean'), dense('logits', 'mean', 4), half, {
      kind: 'arithmetic',
      name: 'end',
      operation: 'multiply',
      inputs: ['half', 'logits'],
    }),
    head(
      'one of several tokens → dense',
      'token',
      flat('tokens', 'features', [6, 4]),
      { kind: 'slice', name: 'token', inputs: ['tokens'], start: [0, 0], size: [1, 4], step: [1, 1] },
      flat('flat', 'token', [4]),
      dense('end', 'flat', 4),
    ),
    head(
      'mean → one unit → sigmoid',
      'mean',
      pool('mean'),
      dense('unit', 'mean', 4, 1),
      activation('sigmoid', 'unit'),
    ),
    head('mean → one unit', 'mean', pool('mean'), dense('end', 'mean', 4, 1)),
    head(
      'two heads that are added',
      null,
      pool('mean'),
      pool('max'),
      dense('left', 'mean', 4),
      dense('right', 'max', 4),
      added('left', 'right'),
      softmax('added'),
    ),
    head(
      'two heads of which a dense layer makes one',
      null,
      pool('mean'),
      pool('max'),
      dense('left', 'mean', 4, 4),
      dense('right', 'max', 4, 4),
      { ...joined, inputs: ['left', 'right'] },
      dense('end', 'joined', 8),
    ),
    head('a convolution, then mean', null, conv('maps', 'features', 4, 3), {
      ...pool('mean'),
      inputs: ['maps'],
    }),
    head(
      'a convolution over the whole image in place of a dense layer',
      null,
      conv('hidden', 'features', 4, 5, [2, 3]),
      conv('logits', 'hidden', 5, 3),
      flat('end', 'logits', [3]),
    ),
    head('no weights at all', null, pool('mean')),
  ];
}

const IMAGE: Shape = [2, 3, 2];

function head(name: string, embedding: string | null, ...layers: readonly Layer[]): HeadCase {
  const trunk: readonly Layer[] = [
    { kind: 'input', name: 'image', inputs: [], shape: IMAGE },
    {
      kind: 'affine',
      name: 'scaled',
      inputs: ['image'],
      scale: Float32Array.of(2 / 255),
      offset: Float32Array.of(-1),
    },
    conv('features', 'scaled', 2, 4),
  ];
  return {
    name,
    embedding,
    graph: { layers: [...trunk, ...layers], outputs: { logits: layers.at(-1)?.name ?? '' } },
  };
}

/** Three classes unless said. */
function dense(name: string, input: string, inputs: number, outputs = 3): Layer {
  return {
    kind: 'dense',
    name,
    inputs: [input],
    kernel: randomWeights([inputs, outputs]),
    bias: randomFloats(outputs),
    activation: null,
  };
}

function conv(name: string, input: string, inputs: number, outputs: number, size = [1, 1]): Layer {
  return {
    kind: 'conv2d',
    name,
    inputs: [input],
    kernel: randomWeights([...size, inputs, outputs]),
    bias: randomFloats(outputs),
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
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

function pool(operation: 'mean' | 'max'): ReduceLayer {
  return { kind: 'reduce', name: operation, inputs: ['features'], operation, axes: [0, 1], keepDims: false };
}

function activation(kind: Activation['kind'] & ('relu' | 'swish' | 'sigmoid'), input: string): Layer {
  return { kind: 'activation', name: kind, inputs: [input], activation: { kind } };
}

function dropout(input: string): Layer {
  return { kind: 'identity', name: 'dropout', inputs: [input] };
}

function softmax(input: string): Layer {
  return { kind: 'softmax', name: 'softmax', inputs: [input] };
}
