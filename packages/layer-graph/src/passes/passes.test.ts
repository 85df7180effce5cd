import { describe, expect, it } from 'vitest';
import {
  type BatchNormLayer,
  type Conv2dLayer,
  type Layer,
  NO_PADDING,
  normaliseInput,
  preparePasses,
  samePadding2d,
} from '../index.js';
import { runNaively } from '../testing/index.js';

const { dropIdentities, exposeLogits, foldBatchNorm, foldPadding, fuseActivation } = preparePasses;

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

const batchNorm: BatchNormLayer = {
  kind: 'batch-norm',
  name: 'norm',
  inputs: ['conv'],
  gamma: Float32Array.of(2, 3),
  beta: Float32Array.of(0.5, -0.5),
  mean: Float32Array.of(1, 2),
  variance: Float32Array.of(3.999, 15.999),
  epsilon: 0.001,
};

describe('the passes', () => {
  it('fold a batch norm into the convolution that it alone reads, keeping the function', () => {
    const folded = foldBatchNorm({
      layers: [input, conv('conv', 'image'), batchNorm],
      outputs: { logits: 'norm' },
    });
    expect(folded.layers.map(({ kind, name }) => [kind, name])).toEqual([
      ['input', 'image'],
      ['conv2d', 'norm'],
    ]);
    const merged = folded.layers[1] as Conv2dLayer;
    // gamma / sqrt(variance + epsilon) = 2 / 2 and 3 / 4; beta - mean * scale = 0.5 - 1 and -0.5 - 1.5
    expect([...merged.kernel.data.subarray(2, 4)]).toEqual([2, 3 * 0.75]);
    expect([...(merged.bias ?? [])]).toEqual([-0.5, -2]);
  });

  it('keep a convolution that others read too, and make the batch norm an affine layer', () => {
    const sum: Layer = { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['norm', 'conv'] };
    const folded = foldBatchNorm({
      layers: [input, conv('conv', 'image'), batchNorm, sum],
      outputs: { logits: 'sum' },
    });
    expect(folded.layers.map(({ kind }) => kind)).toEqual(['input', 'conv2d', 'affine', 'arithmetic']);
  });

  it('fold fixed scaling into a dense layer and into other scaling, and stop at an activation', () => {
    const relu: Layer = { kind: 'activation', name: 'relu', inputs: ['dense'], activation: { kind: 'relu' } };
    const scaled = (name: string, from: string, scale: number, offset: number): Layer => ({
      kind: 'affine',
      name,
      inputs: [from],
      scale: Float32Array.of(scale),
      offset: Float32Array.of(offset),
    });
    const dense: Layer = {
      kind: 'dense',
      name: 'dense',
      inputs: ['b'],
      kernel: { shape: [1, 2], data: Float32Array.of(3, 5) },
      bias: null,
      activation: null,
    };
    const folded = foldBatchNorm({
      layers: [
        { ...input, shape: [1] },
        scaled('a', 'image', 2, 1),
        scaled('b', 'a', 10, 3),
        dense,
        scaled('c', 'dense', 4, 7),
        { ...relu, inputs: ['c'] },
        scaled('d', 'relu', 2, 0),
      ],
      outputs: { logits: 'd' },
    });
    expect(folded.layers.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'input image',
      'affine b',
      'dense c',
      'activation relu',
      'affine d',
    ]);
    expect(folded.layers[1]).toMatchObject({ scale: Float32Array.of(20), offset: Float32Array.of(13) });
    const merged = folded.layers[2];
    expect(merged?.kind === 'dense' && [...merged.kernel.data, ...(merged.bias ?? [])]).toEqual([
      12, 20, 7, 7,
    ]);
  });

  it('fuse an activation into the convolution that it alone reads', () => {
    const relu: Layer = { kind: 'activation', name: 'relu', inputs: ['conv'], activation: { kind: 'relu' } };
    const fused = fuseActivation({
      layers: [input, conv('conv', 'image'), relu],
      outputs: { logits: 'relu' },
    });
    expect(fused.layers.map(({ name }) => name)).toEqual(['image', 'relu']);
    expect(fused.layers[1]).toMatchObject({
      kind: 'conv2d',
      inputs: ['image'],
      activation: { kind: 'relu' },
    });
    const sum: Layer = { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['relu', 'conv'] };
    const shared = { layers: [input, conv('conv', 'image'), relu, sum], outputs: { logits: 'sum' } };
    expect(fuseActivation(shared)).toEqual(shared);
  });

  it('fold zeros around an image into a convolution, and leave them before a pooling', () => {
    const pad: Layer = {
      kind: 'pad',
      name: 'pad',
      inputs: ['image'],
      before: [1, 2, 0],
      after: [3, 4, 0],
      value: 0,
    };
    const folded = foldPadding({
      layers: [input, pad, conv('conv', 'pad', { padding: NO_PADDING })],
      outputs: { logits: 'conv' },
    });
    expect(folded.layers.map(({ name }) => name)).toEqual(['image', 'conv']);
    expect(folded.layers[1]).toMatchObject({
      inputs: ['image'],
      padding: { top: 1, left: 2, bottom: 3, right: 4 },
    });
    const pool: Layer = {
      kind: 'pool',
      operation: 'max',
      name: 'pool',
      inputs: ['pad'],
      size: [2, 2],
      strides: [2, 2],
      padding: NO_PADDING,
    };
    const before = { layers: [input, pad, pool], outputs: { logits: 'pool' } };
    expect(foldPadding(before)).toEqual(before);
    const ones = { ...pad, value: 1 };
    const withOnes = { layers: [input, ones, conv('conv', 'pad')], outputs: { logits: 'conv' } };
    expect(foldPadding(withOnes)).toEqual(withOnes);
  });

  it('drop identities, also at the end', () => {
    const graph = dropIdentities({
      layers: [
        input,
        { kind: 'identity', name: 'dropout', inputs: ['image'] },
        { kind: 'activation', name: 'relu', inputs: ['dropout'], activation: { kind: 'relu' } },
        { kind: 'identity', name: 'end', inputs: ['relu'] },
      ],
      outputs: { logits: 'end' },
    });
    expect(graph.outputs.logits).toBe('relu');
    expect(graph.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([['image'], ['relu', 'image']]);
  });

  it('take a final softmax off, and leave a network without one alone', () => {
    const layers: Layer[] = [
      { ...input, shape: [7] },
      { kind: 'softmax', name: 'probabilities', inputs: ['image'] },
    ];
    expect(exposeLogits({ layers, outputs: { logits: 'probabilities' } })).toEqual({
      layers: [layers[0]],
      outputs: { logits: 'image' },
    });
    const plain = { layers: layers.slice(0, 1), outputs: { logits: 'image' } };
    expect(exposeLogits(plain)).toBe(plain);
  });

  it('take a softmax off from behind layers that only give its result another shape', () => {
    const layers: Layer[] = [
      { ...input, shape: [1, 1, 7] },
      { kind: 'softmax', name: 'probabilities', inputs: ['image'] },
      { kind: 'reshape', name: 'vector', inputs: ['probabilities'], shape: [7] },
    ];
    const split = exposeLogits({ layers, outputs: { logits: 'vector' } });
    expect(split.layers.map(({ kind, inputs }) => [kind, ...inputs])).toEqual([
      ['input'],
      ['reshape', 'image'],
    ]);
    expect(split.outputs.logits).toBe(split.layers[1]?.name);
  });

  it('make of one unit two classes, with or without its sigmoid, in any shape that is a vector', () => {
    const unit: readonly Layer[] = [{ ...input, shape: [1, 1, 1] }];
    const vector: Layer = { kind: 'reshape', name: 'vector', inputs: ['image'], shape: [1] };
    const sigmoid: Layer = {
      kind: 'activation',
      name: 'p',
      inputs: ['vector'],
      activation: { kind: 'sigmoid' },
    };
    const bare = exposeLogits({ layers: [...unit, vector], outputs: { logits: 'vector' } });
    expect(exposeLogits({ layers: [...unit, vector, sigmoid], outputs: { logits: 'p' } })).toEqual(bare);
    expect(runNaively(bare, [5]).logits).toEqual(Float64Array.of(0, 5));
  });

  it.each<[string, Layer]>([
    [
      'several sigmoids',
      { kind: 'activation', name: 'end', inputs: ['image'], activation: { kind: 'sigmoid' } },
    ],
    [
      'another function',
      { kind: 'activation', name: 'end', inputs: ['image'], activation: { kind: 'tanh' } },
    ],
  ])('leave %s as they are', (name, layer) => {
    const shape = name === 'several sigmoids' ? [3] : [1];
    const graph = { layers: [{ ...input, shape }, layer], outputs: { logits: 'end' } };
    expect(exposeLogits(graph)).toBe(graph);
  });

  it('make the normalisation a layer right after the input, unless it does nothing', () => {
    const graph = { layers: [input, conv('conv', 'image')], outputs: { logits: 'conv' } };
    const normalised = normaliseInput(graph, { scale: 2 / 255, offset: -1 });
    expect(normalised.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['image'],
      ['image/normalised', 'image'],
      ['conv', 'image/normalised'],
    ]);
    expect(normaliseInput(graph, { scale: 1, offset: 0 })).toBe(graph);
  });
});
