import {
  type Activation,
  type Conv2dLayer,
  type Layer,
  NO_PADDING,
  type Padding2d,
  type Pair,
  type PoolLayer,
  type Shape,
  samePadding2d,
} from '../index.js';
import { joiningCases } from './joining-cases.js';
import { FLAT, type LayerCase, one, SCALED } from './one-layer.js';
import { randomFloats as random, randomWeights as weights } from './random-weights.js';
import { resizingCases } from './resizing-cases.js';

/** Every layer kind with every option that changes what an engine calls: add a case here for each new one. */
export function layerCases(): readonly LayerCase[] {
  return [
    ...convolutions(),
    ...pools(),
    ...reductions(),
    ...denseLayers(),
    ...activations(),
    ...scaling(),
    ...shaping(),
    ...resizingCases(),
    ...joiningCases(),
    one('identity', { kind: 'identity', name: 'layer', inputs: ['scaled'] }),
  ];
}

function convolutions() {
  const plain = {
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: NO_PADDING,
    activation: null,
  } as const;
  /** The image has the kernel's channels in each group; more than three are made by another convolution. */
  const of = (name: string, kernel: Shape, changes: Partial<Conv2dLayer> = {}) => {
    const channels = (kernel[2] ?? 1) * (changes.groups ?? 1);
    const [height = 1, width = 1, , outputs = 1] = kernel;
    const widen: Conv2dLayer = {
      ...plain,
      kind: 'conv2d',
      name: 'wide',
      inputs: ['scaled'],
      kernel: weights([1, 1, 3, channels]),
      bias: null,
    };
    const layer: Conv2dLayer = {
      ...plain,
      kind: 'conv2d',
      name: 'layer',
      inputs: [channels > 3 ? 'wide' : 'scaled'],
      kernel: weights(kernel),
      bias: random(outputs),
      ...changes,
    };
    const same = samePadding2d([6, 7], { ...layer, size: [height, width] });
    const own: Padding2d = { top: 2, bottom: 0, left: 1, right: 3 };
    return Object.entries({ valid: NO_PADDING, same, 'own padding': own }).map(([kind, padding]) =>
      one(`conv2d ${name}, ${kind}`, ...(channels > 3 ? [widen] : []), { ...layer, padding }),
    );
  };
  return [
    ...of('3 x 3', [3, 3, 3, 4]),
    ...of('1 x 1 without bias', [1, 1, 3, 5], { bias: null }),
    ...of('1 x 5', [1, 5, 3, 2]),
    ...of('3 x 3, strides 2', [3, 3, 3, 4], { strides: [2, 2] }),
    ...of('2 x 3, strides 2 and 3', [2, 3, 3, 4], { strides: [2, 3] }),
    ...of('3 x 3, dilation 2', [3, 3, 3, 4], { dilation: [2, 2] }),
    ...of('2 x 2, dilation 3 and 2', [2, 2, 3, 4], { dilation: [3, 2] }),
    ...of('2 x 2, strides and dilation 2', [2, 2, 3, 4], { strides: [2, 2], dilation: [2, 2] }),
    ...of('with relu', [3, 3, 3, 4], { activation: { kind: 'relu' } }),
    ...of('with relu6', [3, 3, 3, 4], { activation: { kind: 'clip', low: 0, high: 6 } }),
    ...of('with swish', [3, 3, 3, 4], { activation: { kind: 'swish' } }),
    ...of('depthwise', [3, 3, 1, 3], { groups: 3 }),
    ...of('depthwise, two outputs a channel', [3, 2, 1, 6], { groups: 3 }),
    ...of('depthwise, strides 2, relu', [3, 3, 1, 3], {
      groups: 3,
      strides: [2, 2],
      activation: { kind: 'relu' },
    }),
    ...of('depthwise, strides 2 and 1', [3, 3, 1, 3], { groups: 3, strides: [2, 1] }),
    ...of('depthwise, dilation 2', [2, 3, 1, 3], { groups: 3, dilation: [2, 2], bias: null }),
    ...of('in two groups', [3, 3, 2, 6], { groups: 2, activation: { kind: 'relu' } }),
    ...of('in two groups, strides 2', [3, 3, 2, 4], { groups: 2, strides: [2, 2] }),
  ];
}

function pools() {
  const of = (operation: PoolLayer['operation'], size: Pair, strides: Pair) => {
    const same = samePadding2d([6, 7], { size, strides });
    const own: Padding2d = { top: size[0] - 1, bottom: 0, left: 0, right: size[1] - 1 };
    return Object.entries({ valid: NO_PADDING, same, 'own padding': own }).map(([kind, padding]) =>
      one(`pool ${operation} ${size} by ${strides}, ${kind}`, {
        kind: 'pool',
        name: 'layer',
        inputs: ['scaled'],
        operation,
        size,
        strides,
        padding,
      }),
    );
  };
  return (['max', 'average'] as const).flatMap((operation) => [
    ...of(operation, [2, 2], [2, 2]),
    ...of(operation, [3, 3], [1, 1]),
    ...of(operation, [3, 2], [2, 1]),
    ...of(operation, [1, 1], [2, 2]),
    ...of(operation, [5, 5], [3, 3]),
  ]);
}

function activations() {
  const bends = ['relu', 'step', 'abs', 'softsign'] as const;
  const curves = ['sigmoid', 'tanh', 'swish', 'softplus', 'gelu', 'gelu-tanh', 'exp', 'erf'] as const;
  const all: readonly Activation[] = [
    ...[...bends, ...curves].map((kind) => ({ kind })),
    { kind: 'clip', low: 0, high: 6 },
    { kind: 'clip', low: -1, high: 2 },
    { kind: 'clip', low: -1, high: Number.POSITIVE_INFINITY },
    { kind: 'leaky-relu', slope: 0.3 },
    { kind: 'leaky-relu', slope: 1.5 },
    { kind: 'threshold', at: 1.01 },
    { kind: 'elu', alpha: 1, scale: 1 },
    { kind: 'elu', alpha: 1.67326324, scale: 1.05070098 },
    { kind: 'hard-sigmoid', slope: 0.2, offset: 0.5 },
  ];
  const activation = (of: Activation, input = 'scaled'): Layer => ({
    kind: 'activation',
    name: 'layer',
    inputs: [input],
    activation: of,
  });
  const positive: Layer = {
    ...SCALED,
    name: 'positive',
    inputs: ['image'],
    scale: Float32Array.of(0.1),
    offset: Float32Array.of(0.1),
  };
  return [
    ...all.map((of) => one(`activation ${Object.values(of).join(' ')}`, activation(of))),
    ...(['log', 'sqrt'] as const).map((kind) =>
      one(`activation ${kind}`, positive, activation({ kind }, 'positive')),
    ),
  ];
}

function reductions() {
  return [
    ...(['mean', 'sum', 'max', 'min'] as const).flatMap((operation) =>
      [[0, 1], [2], [0, 1, 2], [1]].flatMap((axes) =>
        [true, false].map((keepDims) =>
          one(`reduce ${operation} over [${axes}]${keepDims ? ', axes kept' : ''}`, {
            kind: 'reduce',
            name: 'layer',
            inputs: ['scaled'],
            operation,
            axes,
            keepDims,
          }),
        ),
      ),
    ),
  ];
}

function denseLayers() {
  return [
    one('dense on each pixel', {
      kind: 'dense',
      name: 'layer',
      inputs: ['scaled'],
      kernel: weights([3, 5]),
      bias: random(5),
      activation: { kind: 'swish' },
    }),
    one('dense on a vector, without bias', FLAT, {
      kind: 'dense',
      name: 'layer',
      inputs: ['flat'],
      kernel: weights([126, 4]),
      bias: null,
      activation: null,
    }),
  ];
}

/** Along the channels, or each number by itself. */
function scaling() {
  return [
    one('batch-norm', {
      kind: 'batch-norm',
      name: 'layer',
      inputs: ['scaled'],
      gamma: random(3),
      beta: random(3),
      mean: random(3),
      variance: random(3).map(Math.abs),
      epsilon: 0.001,
    }),
    one('layer-norm', {
      kind: 'layer-norm',
      name: 'layer',
      inputs: ['scaled'],
      gamma: random(3),
      beta: random(3),
      epsilon: 1e-6,
    }),
    one('affine, one value for all', {
      kind: 'affine',
      name: 'layer',
      inputs: ['scaled'],
      scale: random(1),
      offset: random(1),
    }),
    one('affine, one value a channel', {
      kind: 'affine',
      name: 'layer',
      inputs: ['scaled'],
      scale: random(3),
      offset: random(3),
    }),
    ...[[3], [1], [6, 7, 3], [1, 1, 3], [6, 1, 1]].map((shape) => {
      const slope = weights(shape.length === 3 ? shape : [1, 1, ...shape]);
      return one(`prelu with slopes (${slope.shape})`, {
        kind: 'prelu',
        name: 'layer',
        inputs: ['scaled'],
        slope,
      });
    }),
    one('softmax over channels', { kind: 'softmax', name: 'layer', inputs: ['scaled'] }),
  ];
}

function shaping() {
  return [
    one('reshape to tokens', { kind: 'reshape', name: 'layer', inputs: ['scaled'], shape: [42, 3] }),
    one('reshape to another image', { kind: 'reshape', name: 'layer', inputs: ['scaled'], shape: [7, 9, 2] }),
    ...[
      [2, 0, 1],
      [1, 0, 2],
      [2, 1, 0],
    ].map((permutation) =>
      one(`transpose [${permutation}]`, {
        kind: 'transpose',
        name: 'layer',
        inputs: ['scaled'],
        permutation,
      }),
    ),
    one('pad with a value', {
      kind: 'pad',
      name: 'layer',
      inputs: ['scaled'],
      before: [1, 0, 2],
      after: [0, 3, 1],
      value: -1.5,
    }),
    ...[
      { start: [1, 2, 0], size: [4, 3, 3], step: [1, 1, 1] },
      { start: [0, 1, 2], size: [3, 2, 1], step: [2, 3, 1] },
      { start: [5, 6, 2], size: [6, 3, 3], step: [-1, -2, -1] },
    ].map((part) =>
      one(`slice from [${part.start}] by [${part.step}]`, {
        kind: 'slice',
        name: 'layer',
        inputs: ['scaled'],
        ...part,
      }),
    ),
  ];
}
