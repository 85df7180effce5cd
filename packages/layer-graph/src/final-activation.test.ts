import { expect, it } from 'vitest';
import { findFinalActivation, type Layer } from './index.js';

const input: Layer = { kind: 'input', name: 'image', inputs: [], shape: [7] };

const dense = (name: string): Layer => ({
  kind: 'dense',
  name,
  inputs: ['image'],
  kernel: { shape: [7, 7], data: new Float32Array(49) },
  bias: null,
  activation: null,
});

it.each<[string, readonly Layer[], string]>([
  ['softmax', [{ kind: 'softmax', name: 'end', inputs: ['image'] }], 'softmax'],
  ['linear', [{ kind: 'identity', name: 'end', inputs: ['image'] }], 'linear'],
  [
    'a softmax that is doubled',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'arithmetic', operation: 'add', name: 'end', inputs: ['a', 'a'] },
    ],
    'softmax, scaled or clipped',
  ],
  [
    'a mixture of two softmaxes',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      dense('b/logits'),
      { kind: 'softmax', name: 'b', inputs: ['b/logits'] },
      { kind: 'arithmetic', operation: 'add', name: 'end', inputs: ['a', 'b'] },
    ],
    'probabilities of 2 softmaxes, whose log(p) serve as logits',
  ],
  [
    'two softmaxes beside each other, which are of two questions',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'softmax', name: 'b', inputs: ['image'] },
      { kind: 'concat', name: 'end', inputs: ['a', 'b'], axis: 0 },
    ],
    'softmax, then other layers',
  ],
  [
    'the larger of two softmaxes, which add up to nothing known',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'softmax', name: 'b', inputs: ['image'] },
      { kind: 'arithmetic', operation: 'maximum', name: 'end', inputs: ['a', 'b'] },
    ],
    'softmax, then other layers',
  ],
  [
    'the logarithms of a softmax, which are logits',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'activation', name: 'end', inputs: ['a'], activation: { kind: 'log' } },
    ],
    'log of probabilities',
  ],
  [
    'sigmoid behind a reshape',
    [
      { kind: 'activation', name: 'a', inputs: ['image'], activation: { kind: 'sigmoid' } },
      { kind: 'reshape', name: 'end', inputs: ['a'], shape: [7, 1] },
    ],
    'sigmoid',
  ],
  [
    'nothing of a gate on what a layer with weights gives',
    [
      dense('features'),
      { kind: 'activation', name: 'gate', inputs: ['features'], activation: { kind: 'sigmoid' } },
      { kind: 'arithmetic', operation: 'multiply', name: 'gated', inputs: ['features', 'gate'] },
      { kind: 'reduce', operation: 'mean', name: 'end', inputs: ['gated'], axes: [0], keepDims: false },
    ],
    'linear',
  ],
  [
    'a product of probabilities',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'activation', name: 'b', inputs: ['image'], activation: { kind: 'sigmoid' } },
      { kind: 'arithmetic', operation: 'multiply', name: 'end', inputs: ['a', 'b'] },
    ],
    'softmax, then other layers',
  ],
  [
    'probabilities times a constant',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'constant', name: 'b', inputs: [], value: { shape: [1], data: Float32Array.of(100) } },
      { kind: 'arithmetic', operation: 'multiply', name: 'end', inputs: ['b', 'a'] },
    ],
    'softmax, scaled or clipped',
  ],
  [
    'nothing of a softmax before a dense layer',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { ...dense('end'), inputs: ['a'] },
    ],
    'linear',
  ],
])('findFinalActivation finds %s', (_, layers, expected) => {
  const graph = { layers: [input, ...layers], outputs: { logits: 'end' } };
  expect(findFinalActivation(graph).name).toBe(expected);
});
