import { describe, expect, it } from 'vitest';
import {
  type Conv2dLayer,
  type Layer,
  NO_PADDING,
  samePadding,
  samePadding2d,
  shapesOf,
  sortLayers,
} from './index.js';

const input: Layer = { kind: 'input', name: 'image', inputs: [], shape: [4, 4, 3] };

const conv = (name: string, from: string, changes: Partial<Conv2dLayer> = {}): Conv2dLayer => ({
  kind: 'conv2d',
  name,
  inputs: [from],
  kernel: { shape: [3, 3, 3, 2], data: new Float32Array(54).map((_, i) => i) },
  bias: null,
  strides: [2, 2],
  dilation: [1, 1],
  groups: 1,
  padding: samePadding2d([4, 4], { size: [3, 3], strides: [2, 2] }),
  activation: null,
  ...changes,
});

describe('shapesOf', () => {
  it('follows an image through a network', () => {
    const shapes = shapesOf({
      layers: [
        input,
        conv('conv', 'image'),
        { kind: 'reduce', operation: 'mean', axes: [0, 1], name: 'pool', inputs: ['conv'], keepDims: false },
        { kind: 'reshape', name: 'turned', inputs: ['pool'], shape: [1, 1, 2] },
        { kind: 'arithmetic', operation: 'multiply', name: 'scaled', inputs: ['conv', 'turned'] },
      ],
      outputs: { logits: 'scaled' },
    });
    expect(Object.fromEntries(shapes)).toEqual({
      image: [4, 4, 3],
      conv: [2, 2, 2],
      pool: [2],
      turned: [1, 1, 2],
      scaled: [2, 2, 2],
    });
  });

  it.each<[string, Layer, RegExp]>([
    [
      'a kernel for other channels',
      conv('bad', 'image', { groups: 3 }),
      /bad \(conv2d\): expected 9 input channels/,
    ],
    [
      'a bias too short',
      conv('bad', 'image', { bias: Float32Array.of(1) }),
      /expected 2 values in bias, got 1/,
    ],
    [
      'a kernel larger than the image',
      conv('bad', 'image', { padding: NO_PADDING, dilation: [2, 2] }),
      /at least 5 pixels, got 4/,
    ],
    [
      'a reshape of another size',
      { kind: 'reshape', name: 'bad', inputs: ['image'], shape: [7] },
      /expected 7 values/,
    ],
    [
      'a sum of one',
      { kind: 'arithmetic', operation: 'add', name: 'bad', inputs: ['image'] },
      /expected two inputs or more, got 1/,
    ],
    [
      'a choice between nothing',
      { kind: 'select', name: 'bad', inputs: ['image', 'image'] },
      /expected three inputs, got 2/,
    ],
    [
      'a product of matrices that do not fit',
      { kind: 'matmul', name: 'bad', inputs: ['image', 'image'] },
      /expected two matrices, n x m and m x k, .*, got 4 x 4 x 3 and 4 x 4 x 3/,
    ],
  ])('refuses %s', (_, layer, message) => {
    expect(() => shapesOf({ layers: [input, layer], outputs: { logits: 'bad' } })).toThrow(message);
  });
});

describe('samePadding', () => {
  it.each([
    [224, 3, 2, 1, [0, 1]],
    [225, 3, 2, 1, [1, 1]],
    [10, 5, 1, 1, [2, 2]],
    [10, 3, 1, 2, [2, 2]],
    [10, 1, 2, 1, [0, 0]],
  ])(
    'of size %i, kernel %i, stride %i, dilation %i is %j, as in TensorFlow',
    (length, size, stride, dilation, expected) => {
      expect(samePadding(length, { size, stride, dilation })).toEqual(expected);
    },
  );
});

describe('sortLayers', () => {
  const node = (name: string, ...inputs: string[]) => ({ name, inputs });

  it('puts each layer after its inputs and leaves out what the output does not need', () => {
    const sorted = sortLayers([node('c', 'a', 'b'), node('b', 'a'), node('unused', 'a'), node('a')], ['c']);
    expect(sorted.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a cycle', [node('a'), node('b', 'a', 'c'), node('c', 'b')], 'c', /takes part in a cycle/],
    ['an input that is not there', [node('a', 'ghost')], 'a', /its input ghost does not exist/],
    ['a name used twice', [node('a'), node('a')], 'a', /the name is used twice/],
    ['an output that is not there', [node('a')], 'b', /output b: no layer has this name/],
  ])('refuses %s', (_, nodes, output, message) => {
    expect(() => sortLayers(nodes, [output])).toThrow(message);
  });
});
