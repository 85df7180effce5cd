import { describe, expect, it } from 'vitest';
import { findOwnScaling, type Layer } from './index.js';

const input: Layer = { kind: 'input', name: 'image', inputs: [], shape: [8, 8, 3] };

/** The layers in a row, and a convolution after them. */
function scalingOf(...stem: readonly Layer[]) {
  const last = stem.at(-1)?.name ?? 'image';
  const layers = [input, ...stem, convolution(last)];
  return findOwnScaling({ layers, outputs: { logits: 'convolution' } });
}

function convolution(source: string): Layer {
  const channels = { grey: 1, both: 6 }[source] ?? 3;
  return {
    kind: 'conv2d',
    name: 'convolution',
    inputs: [source],
    kernel: { shape: [3, 3, channels, 4], data: new Float32Array(36 * channels) },
    bias: null,
    activation: null,
    strides: [1, 1],
    dilation: [1, 1],
    groups: 1,
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
}

const affine = (name: string, source: string, [scale, offset]: readonly (number | number[])[]): Layer => ({
  kind: 'affine',
  name,
  inputs: [source],
  scale: Float32Array.from([scale ?? 1].flat()),
  offset: Float32Array.from([offset ?? 0].flat()),
});

const norm = (means: readonly number[], deviations: readonly number[]): (number | number[])[] => [
  deviations.map((deviation) => 1 / deviation),
  means.map((mean, c) => -mean / (deviations[c] ?? 1)),
];

const batchNorm = (mean: number, variance: number): Layer => ({
  kind: 'batch-norm',
  name: 'norm',
  inputs: ['image'],
  gamma: Float32Array.of(9, 9, 9),
  beta: Float32Array.of(5, 5, 5),
  mean: Float32Array.of(mean, mean, mean),
  variance: Float32Array.of(variance, variance, variance),
  epsilon: 1e-3,
});

const constant = (value: readonly number[], shape = [value.length]): Layer => ({
  kind: 'constant',
  name: 'constant',
  inputs: [],
  value: { shape, data: Float32Array.from(value) },
});

const arithmetic = (
  operation: 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum',
  inputs: readonly string[],
): Layer => ({ kind: 'arithmetic', name: 'arithmetic', operation, inputs });

const backwards: Layer = {
  kind: 'slice',
  name: 'bgr',
  inputs: ['image'],
  start: [0, 0, 2],
  size: [8, 8, 3],
  step: [1, 1, -1],
};

/** `stack([x[…, 2], x[…, 1], x[…, 0]])`: each channel loses its axis and gets it back. */
const stacked: readonly Layer[] = [
  ...[2, 1, 0].flatMap((channel): Layer[] => [
    {
      kind: 'slice',
      name: `part${channel}`,
      inputs: ['image'],
      start: [0, 0, channel],
      size: [8, 8, 1],
      step: [1, 1, 1],
    },
    { kind: 'reshape', name: `flat${channel}`, inputs: [`part${channel}`], shape: [8, 8] },
    { kind: 'reshape', name: `apart${channel}`, inputs: [`flat${channel}`], shape: [8, 8, 1] },
  ]),
  { kind: 'concat', name: 'bgr', inputs: ['apart2', 'apart1', 'apart0'], axis: 2 },
];

/** What a reader makes of Keras's `AutoContrast`: each channel of each picture is stretched to the whole range. */
const stretched = ([low, high]: readonly [number, number], source = 'image'): readonly Layer[] => {
  const extreme = (operation: 'min' | 'max'): Layer => ({
    kind: 'reduce',
    name: operation,
    inputs: [source],
    operation,
    axes: [0, 1],
    keepDims: true,
  });
  return [
    extreme('min'),
    extreme('max'),
    { ...arithmetic('subtract', ['max', 'min']), name: 'span' },
    { kind: 'activation', name: 'is-spread', inputs: ['span'], activation: { kind: 'step' } },
    affine('is-flat', 'is-spread', [-1, 1]),
    { ...arithmetic('add', ['span', 'is-flat']), name: 'divisor' },
    { ...arithmetic('subtract', [source, 'min']), name: 'distance' },
    { ...arithmetic('divide', ['distance', 'divisor']), name: 'share' },
    affine('stretched', 'share', [high - low, low]),
    { ...arithmetic('multiply', ['stretched', 'is-spread']), name: 'spread' },
    { ...arithmetic('multiply', [source, 'is-flat']), name: 'flat' },
    { ...arithmetic('add', ['spread', 'flat']), name: 'contrast' },
  ];
};

/** The picture as it is beside the picture rescaled. */
const beside = (scale: number): readonly Layer[] => [
  affine('rescaled', 'image', [scale, 0]),
  { kind: 'concat', name: 'both', inputs: ['image', 'rescaled'], axis: 2 },
];

const IMAGENET_MEANS = [0.485, 0.456, 0.406];
const IMAGENET_DEVIATIONS = [0.229, 0.224, 0.225];
const CAFFE = affine('centred', 'bgr', [1, [-103.939, -116.779, -123.68]]);

describe('a network whose first layers scale pixels', () => {
  it.each<[string, readonly Layer[]]>([
    ['Rescaling to 0..1', [affine('a', 'image', [1 / 255, 0])]],
    ['Rescaling to -1..1', [affine('a', 'image', [1 / 127.5, -1])]],
    [
      'Rescaling, then Normalization',
      [
        affine('a', 'image', [1 / 255, 0]),
        affine('b', 'a', norm(IMAGENET_MEANS, IMAGENET_DEVIATIONS)),
        { kind: 'pad', name: 'c', inputs: ['b'], before: [1, 1, 0], after: [1, 1, 0], value: 0 },
      ],
    ],
    ['Normalization that was fitted on pixels', [affine('a', 'image', norm([192, 139, 145], [36, 39, 43]))]],
    ['BatchNormalization whose statistics are those of pixels', [batchNorm(150, 1800)]],
    ['preprocess_input, mode tf', [affine('a', 'image', [1 / 127.5, 0]), affine('b', 'a', [1, -1])]],
    [
      'preprocess_input, mode torch',
      [
        affine('a', 'image', [1 / 255, 0]),
        affine('b', 'a', [1, IMAGENET_MEANS.map((value) => -value)]),
        affine('c', 'b', [IMAGENET_DEVIATIONS.map((value) => 1 / value), 0]),
      ],
    ],
    ['preprocess_input, mode caffe', [backwards, CAFFE]],
    ['preprocess_input, mode caffe, as Keras 3 writes it', [...stacked, CAFFE]],
    ['constants in arithmetic', [constant([255]), arithmetic('divide', ['image', 'constant'])]],
    ['255 - x', [constant([255]), arithmetic('subtract', ['constant', 'image'])]],
    [
      'a mean image',
      [constant(new Array(192).fill(120), [8, 8, 3]), arithmetic('subtract', ['image', 'constant'])],
    ],
    ['AutoContrast before it', [...stretched([0, 255]), affine('a', 'contrast', [1 / 255, 0])]],
    ['AutoContrast to 0..1', stretched([0, 1])],
    ['AutoContrast behind it', [affine('a', 'image', [1 / 255, 0]), ...stretched([0, 255], 'a')]],
    [
      'a picture divided by its largest number',
      [...stretched([0, 1]).slice(1, 2), arithmetic('divide', ['image', 'max'])],
    ],
    ['a Rescaling beside the pixels themselves', beside(1 / 255)],
    [
      'a pool before it',
      [
        {
          kind: 'pool',
          name: 'pool',
          inputs: ['image'],
          operation: 'average',
          size: [1, 1],
          strides: [1, 1],
          padding: { top: 0, bottom: 0, left: 0, right: 0 },
        },
        affine('a', 'pool', [1 / 255, 0]),
      ],
    ],
  ])('is found by %s', (_, stem) => {
    expect(scalingOf(...stem)).toBe('pixels');
  });

  it('is found on one of several paths', () => {
    const layers: readonly Layer[] = [
      input,
      affine('scaled', 'image', [1 / 255, 0]),
      convolution('scaled'),
      { ...convolution('image'), name: 'other' },
      { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['convolution', 'other'] },
    ];
    expect(findOwnScaling({ layers, outputs: { logits: 'sum' } })).toBe('pixels');
  });
});

it.each<[string, readonly Layer[]]>([
  [
    'Normalization that was fitted on 0..1',
    [affine('a', 'image', norm(IMAGENET_MEANS, IMAGENET_DEVIATIONS))],
  ],
  ['BatchNormalization whose statistics are those of 0..1', [batchNorm(0.6, 0.03)]],
  ['a Rescaling that brings 0..1 to pixels', [affine('a', 'image', [255, 0])]],
  ['AutoContrast, then what expects 0..1', [...stretched([0, 255]), affine('a', 'contrast', [255, 0])]],
])('a network that only makes sense of 0..1 is found by %s', (_, stem) => {
  expect(scalingOf(...stem)).toBe('unit');
});

it.each<[string, readonly Layer[]]>([
  ['a convolution', []],
  ['a Rescaling that changes nothing', [affine('a', 'image', [1, 0])]],
  ['a fresh BatchNormalization', [batchNorm(0, 1)]],
  ['what brings -1..1 to 0..1', [affine('a', 'image', [0.5, 0.5])]],
  [
    'what brings -1..1 to pixels, and back',
    [affine('a', 'image', [127.5, 127.5]), affine('b', 'a', [1 / 128, -1])],
  ],
  ['swapped channels', [backwards]],
  ['AutoContrast alone', stretched([0, 255])],
  ['the pixels twice', beside(1)],
  ['arithmetic between values of the network', [arithmetic('maximum', ['image', 'image'])]],
  ['a maximum of the pixels and a constant', [constant([2]), arithmetic('maximum', ['image', 'constant'])]],
  ['a constant of 0', [affine('a', 'image', [0, 3])]],
])('%s says nothing of a scaling', (_, stem) => {
  expect(scalingOf(...stem)).toBeNull();
});

it('scaling behind a layer with weights is not the pixels’ own', () => {
  const layers: readonly Layer[] = [
    input,
    convolution('image'),
    affine('scaled', 'convolution', [1 / 255, -0.5]),
  ];
  expect(findOwnScaling({ layers, outputs: { logits: 'scaled' } })).toBeNull();
});
