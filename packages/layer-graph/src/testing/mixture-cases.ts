import type { Layer } from '../index.js';
import { activation, conv, dense, type HeadCase, head, pool, softmax } from './head-parts.js';

/** Heads that give probabilities without one last softmax, behind features (2, 3, 4). */
export function mixtureCases(): readonly HeadCase[] {
  return [...softmaxMixtures(), ...rescaledSoftmaxes(), ...sigmoidMixtures()];
}

const two: readonly Layer[] = [
  pool('mean'),
  pool('max'),
  dense('left/logits', 'mean', [4, 3]),
  { ...softmax('left/logits'), name: 'left' },
  dense('right/logits', 'max', [4, 3]),
  { ...softmax('right/logits'), name: 'right' },
];

const affine = (
  name: string,
  input: string,
  [scale, offset = 0]: readonly [number | Float32Array, number?],
): Layer => ({
  kind: 'affine',
  name,
  inputs: [input],
  scale: typeof scale === 'number' ? Float32Array.of(scale) : scale,
  offset: Float32Array.of(offset),
});

const arithmetic = (
  operation: 'add' | 'divide' | 'multiply',
  name: string,
  ...inputs: readonly string[]
): Layer => ({
  kind: 'arithmetic',
  name,
  inputs,
  operation,
});

const sum = (name: string, input: string): Layer => ({
  kind: 'reduce',
  name,
  inputs: [input],
  operation: 'sum',
  axes: [0],
  keepDims: true,
});

const clip = (name: string, input: string, [low, high]: readonly [number, number]): Layer => ({
  kind: 'activation',
  name,
  inputs: [input],
  activation: { kind: 'clip', low, high },
});

function softmaxMixtures(): readonly HeadCase[] {
  return [
    head(
      'the average of two softmaxes',
      null,
      ...two,
      arithmetic('add', 'sum', 'left', 'right'),
      affine('end', 'sum', [0.5]),
    ),
    head(
      'two softmaxes with weights',
      null,
      ...two,
      affine('a', 'left', [0.3]),
      affine('b', 'right', [0.7]),
      arithmetic('add', 'end', 'a', 'b'),
    ),
    head('the sum of two softmaxes', null, ...two, arithmetic('add', 'end', 'left', 'right')),
    head(
      'two softmaxes as rows, their mean',
      null,
      ...two,
      { kind: 'reshape', name: 'a', inputs: ['left'], shape: [1, 3] },
      { kind: 'reshape', name: 'b', inputs: ['right'], shape: [1, 3] },
      { kind: 'concat', name: 'rows', inputs: ['a', 'b'], axis: 0 },
      { kind: 'reduce', name: 'end', inputs: ['rows'], operation: 'mean', axes: [0], keepDims: false },
    ),
    head(
      'two softmaxes as columns, their mean',
      null,
      ...two,
      { kind: 'reshape', name: 'a', inputs: ['left'], shape: [3, 1] },
      { kind: 'reshape', name: 'b', inputs: ['right'], shape: [3, 1] },
      { kind: 'concat', name: 'columns', inputs: ['a', 'b'], axis: 1 },
      { kind: 'reduce', name: 'end', inputs: ['columns'], operation: 'mean', axes: [1], keepDims: false },
    ),
    head(
      'the product of two softmaxes, divided by its sum',
      null,
      ...two,
      arithmetic('multiply', 'product', 'left', 'right'),
      sum('sum', 'product'),
      arithmetic('divide', 'end', 'product', 'sum'),
    ),
    head(
      'the square of a softmax, divided by the sum of another that is the same',
      null,
      ...two,
      arithmetic('multiply', 'square', 'left', 'left'),
      arithmetic('multiply', 'again', 'left', 'left'),
      sum('sum', 'again'),
      arithmetic('divide', 'end', 'square', 'sum'),
    ),
    head(
      'a softmax at each pixel, their mean',
      null,
      conv('maps', 'features', [1, 1, 4, 3]),
      softmax('maps'),
      { kind: 'reduce', name: 'end', inputs: ['softmax'], operation: 'mean', axes: [0, 1], keepDims: false },
    ),
    head(
      'exp, divided by its sum',
      null,
      pool('mean'),
      dense('logits', 'mean', [4, 3]),
      { kind: 'activation', name: 'powers', inputs: ['logits'], activation: { kind: 'exp' } },
      sum('sum', 'powers'),
      arithmetic('divide', 'end', 'powers', 'sum'),
    ),
  ];
}

/** One softmax, with layers behind it that leave its shares as they are, or nearly so. */
function rescaledSoftmaxes(): readonly HeadCase[] {
  const one: readonly Layer[] = [pool('mean'), dense('logits', 'mean', [4, 3]), softmax('logits')];
  const guard: Layer = {
    kind: 'constant',
    name: 'guard',
    inputs: [],
    value: { shape: [1], data: Float32Array.of(1e-7) },
  };
  return [
    head('softmax → clip', 'mean', ...one, clip('end', 'softmax', [1e-7, 1 - 1e-7])),
    head('softmax in percent', 'mean', ...one, affine('end', 'softmax', [100])),
    head(
      'softmax → clip → divided by its sum',
      'mean',
      ...one,
      clip('clipped', 'softmax', [1e-7, 1]),
      sum('sum', 'clipped'),
      guard,
      { kind: 'arithmetic', name: 'safe', inputs: ['sum', 'guard'], operation: 'maximum' },
      arithmetic('divide', 'end', 'clipped', 'safe'),
    ),
    head('softmax, smoothed', 'mean', ...one, affine('end', 'softmax', [0.7, 0.1])),
    head('softmax → clip at a hundredth', 'mean', ...one, clip('end', 'softmax', [0.01, 1])),
    head(
      'softmax with a weight a class, divided by its sum',
      null,
      ...one,
      affine('weighted', 'softmax', [Float32Array.of(0.2, 1, 3)]),
      sum('sum', 'weighted'),
      arithmetic('divide', 'end', 'weighted', 'sum'),
    ),
  ];
}

function sigmoidMixtures(): readonly HeadCase[] {
  const units: readonly Layer[] = [
    pool('mean'),
    pool('max'),
    dense('left/unit', 'mean', [4, 1]),
    { ...activation('sigmoid', 'left/unit'), name: 'left' },
    dense('right/unit', 'max', [4, 1]),
    { ...activation('sigmoid', 'right/unit'), name: 'right' },
  ];
  return [
    head(
      'the average of two sigmoids',
      null,
      ...units,
      arithmetic('add', 'sum', 'left', 'right'),
      affine('end', 'sum', [0.5]),
    ),
    head(
      'sigmoid → clip',
      'mean',
      ...units.filter(({ name }) => /^(mean|left)/.test(name)),
      clip('end', 'left', [1e-7, 1 - 1e-7]),
    ),
    head(
      'a sigmoid beside what it leaves',
      null,
      ...units.filter(({ name }) => /^(mean|left)/.test(name)),
      affine('rest', 'left', [-1, 1]),
      { kind: 'concat', name: 'end', inputs: ['rest', 'left'], axis: 0 },
    ),
    head(
      'several sigmoids, divided by their sum',
      null,
      pool('mean'),
      dense('logits', 'mean', [4, 3]),
      activation('sigmoid', 'logits'),
      sum('sum', 'sigmoid'),
      arithmetic('divide', 'end', 'sigmoid', 'sum'),
    ),
  ];
}
