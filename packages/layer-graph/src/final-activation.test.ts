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
    'softmax, then other layers',
    [
      { kind: 'softmax', name: 'a', inputs: ['image'] },
      { kind: 'arithmetic', operation: 'add', name: 'end', inputs: ['a', 'a'] },
    ],
    'softmax, then other layers',
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
    'softmax, then other layers',
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
