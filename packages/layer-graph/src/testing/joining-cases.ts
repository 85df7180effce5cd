import type { ArithmeticLayer, Layer, ReduceLayer, Shape } from '../index.js';
import { type LayerCase, one, SCALED } from './one-layer.js';
import { randomWeights as weights } from './random-weights.js';

/** Layers that bring several values together. */
export function joiningCases(): readonly LayerCase[] {
  return [...arithmetic(), ...selections(), ...products(), ...joints()];
}

const constant = (shape: Shape, name = 'constant'): Layer => ({
  kind: 'constant',
  name,
  inputs: [],
  value: weights(shape),
});

function arithmetic() {
  const pooled: ReduceLayer = {
    kind: 'reduce',
    name: 'pooled',
    inputs: ['scaled'],
    operation: 'mean',
    axes: [0, 1],
    keepDims: true,
  };
  const vector: Layer = { ...pooled, name: 'vector', keepDims: false };
  const positive: Layer = {
    ...SCALED,
    name: 'positive',
    scale: Float32Array.of(0.01),
    offset: Float32Array.of(0.5),
  };
  const layer = (operation: ArithmeticLayer['operation'], ...inputs: string[]): Layer => ({
    kind: 'arithmetic',
    name: 'layer',
    inputs,
    operation,
  });
  return [
    ...(['add', 'multiply', 'maximum', 'minimum'] as const).map((operation) =>
      one(`${operation} of three`, layer(operation, 'scaled', 'image', 'scaled')),
    ),
    ...(['subtract', 'divide', 'power'] as const).map((operation) =>
      one(`${operation}`, positive, layer(operation, 'positive', 'scaled')),
    ),
    one('multiply an image by one value a channel', pooled, layer('multiply', 'scaled', 'pooled')),
    one('add a vector to an image', vector, layer('add', 'vector', 'scaled')),
    ...[[3], [1], [7, 3], [6, 7, 3], [6, 1, 1]].map((shape) =>
      one(`subtract from a constant (${shape})`, constant(shape), layer('subtract', 'constant', 'scaled')),
    ),
    one('divide by a constant', constant([1, 1, 3]), layer('divide', 'scaled', 'constant')),
  ];
}

function selections() {
  const select = (...inputs: string[]): Layer => ({ kind: 'select', name: 'layer', inputs });
  const pooled: ReduceLayer = {
    kind: 'reduce',
    name: 'pooled',
    inputs: ['scaled'],
    operation: 'max',
    axes: [0, 1],
    keepDims: true,
  };
  const infinite: Layer = {
    kind: 'activation',
    name: 'infinite',
    inputs: ['zeros'],
    activation: { kind: 'log' },
  };
  const zeros: Layer = { ...SCALED, name: 'zeros', scale: Float32Array.of(0), offset: Float32Array.of(0) };
  const all: Layer = { ...SCALED, name: 'all', scale: Float32Array.of(0), offset: Float32Array.of(1) };
  return [
    one('select of two images', select('scaled', 'image', 'scaled')),
    one('select of a constant', constant([1]), select('scaled', 'constant', 'image')),
    one('select of one value a channel', pooled, constant([7, 3]), select('scaled', 'pooled', 'constant')),
    one('select by one value a channel', pooled, select('pooled', 'scaled', 'image')),
    one('select without what it leaves', zeros, all, infinite, select('all', 'scaled', 'infinite')),
  ];
}

function products() {
  const tokens: Layer = { kind: 'reshape', name: 'tokens', inputs: ['scaled'], shape: [42, 3] };
  const right: Layer = { kind: 'reshape', name: 'right', inputs: ['scaled'], shape: [3, 42] };
  const product: Layer = { kind: 'matmul', name: 'layer', inputs: ['left', 'right'] };
  const stacked = (name: string, shape: Shape): Layer => ({
    kind: 'reshape',
    name,
    inputs: ['scaled'],
    shape,
  });
  return [
    one('matmul of three pairs', stacked('left', [3, 7, 6]), stacked('right', [3, 6, 7]), product),
    one('matmul of two times three', stacked('left', [2, 3, 7, 3]), stacked('right', [2, 3, 3, 7]), product),
    one('matmul', { ...tokens, name: 'left' }, right, product),
    one('matmul with a constant', constant([5, 3], 'left'), right, product),
  ];
}

function joints() {
  return [
    ...[0, 1, 2].map((axis) =>
      one(`concat along axis ${axis}`, {
        kind: 'concat',
        name: 'layer',
        inputs: ['scaled', 'image', 'scaled'],
        axis,
      }),
    ),
  ];
}
