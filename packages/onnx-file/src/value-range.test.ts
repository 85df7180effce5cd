import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { readOnnxFile } from './read/model.js';
import { node, ownFile } from './testing/own-file.js';
import { areProbabilities, rangeOf } from './value-range.js';
import { floatTensor, type OnnxNode } from './write/messages.js';

const number = (name: string, value: number) =>
  floatTensor(name, { shape: [], data: Float32Array.of(value) });
const CONSTANTS = [number('half', 0.5), number('one', 1), number('two', 2), number('little', 1e-6)];

function rangeOfLast(...nodes: readonly OnnxNode[]) {
  const bytes = ownFile({ nodes, initializers: CONSTANTS });
  return rangeOf(new Network(readOnnxFile(bytes)), nodes.at(-1)?.name ?? '');
}

describe('rangeOf', () => {
  it.each([
    ['a clipped sigmoid', [node('Sigmoid', 's', ['image']), node('Clip', 'end', ['s', 'little', 'one'])]],
    [
      'a sigmoid written out',
      [
        node('Neg', 'n', ['image']),
        node('Exp', 'e', ['n']),
        node('Add', 'a', ['e', 'one']),
        node('Div', 'end', ['one', 'a']),
      ],
    ],
    [
      'the reciprocal in place of a quotient',
      [
        node('Neg', 'n', ['image']),
        node('Exp', 'e', ['n']),
        node('Add', 'a', ['one', 'e']),
        node('Reciprocal', 'end', ['a']),
      ],
    ],
    ['one less a sigmoid', [node('Sigmoid', 's', ['image']), node('Sub', 'end', ['one', 's'])]],
    [
      'half of tanh and one',
      [node('Tanh', 't', ['image']), node('Add', 'a', ['t', 'one']), node('Mul', 'end', ['a', 'half'])],
    ],
    [
      'the mean of two sigmoids',
      [
        node('Sigmoid', 's', ['image']),
        node('Sigmoid', 't', ['image']),
        node('Add', 'a', ['s', 't']),
        node('Div', 'end', ['a', 'two']),
      ],
    ],
    ['one place of a softmax', [node('Softmax', 's', ['image']), node('Gather', 'end', ['s', 'one'])]],
    ['the exponential of a log-softmax', [node('LogSoftmax', 's', ['image']), node('Exp', 'end', ['s'])]],
    [
      'a sigmoid and what it leaves',
      [node('Sigmoid', 's', ['image']), node('Sub', 'r', ['one', 's']), node('Concat', 'end', ['r', 's'])],
    ],
  ])('shows that %s lies in 0..1', (_, nodes) => {
    expect(areProbabilities(rangeOfLast(...nodes))).toBe(true);
  });

  it.each([
    ['a sum of pictures', [node('Add', 'end', ['image', 'one'])]],
    ['a positive number', [node('Relu', 'end', ['image'])]],
    ['twice a sigmoid', [node('Sigmoid', 's', ['image']), node('Mul', 'end', ['s', 'two'])]],
    ['a quotient that may have no end', [node('Sigmoid', 's', ['image']), node('Div', 'end', ['one', 's'])]],
    ['a tanh', [node('Tanh', 'end', ['image'])]],
    ['a ring', [node('Add', 'a', ['end', 'one']), node('Mul', 'end', ['a', 'half'])]],
    ['an operator of others', [{ ...node('Sigmoid', 'end', ['image']), domain: 'com.microsoft' }]],
  ])('shows nothing of the kind for %s', (_, nodes) => {
    expect(areProbabilities(rangeOfLast(...nodes))).toBe(false);
  });
});
