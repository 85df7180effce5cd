import { describe, expect, it } from 'vitest';
import { findHead } from './find-head.js';
import { Network } from './network.js';
import { readOnnxFile } from './read/model.js';
import { integerTensor, node, ones, ownFile } from './testing/own-file.js';
import type { OnnxNode } from './write/messages.js';
import type { Message } from './write/protobuf.js';

const WEIGHTS = [
  ones('kernel', 4, 3, 3, 3),
  ones('w', 4, 7),
  ones('wT', 7, 4),
  ones('b', 7),
  ones('n', 4),
  ones('k1', 7, 4, 1, 1),
];

const headOf = (...nodes: readonly OnnxNode[]) => headOfFile(nodes, []);

function headOfFile(nodes: readonly OnnxNode[], constants: readonly Message[]) {
  const body = [node('Conv', 'conv', ['image', 'kernel']), node('Relu', 'features', ['conv'])];
  const shapes = [
    integerTensor('flat', [0, -1]),
    integerTensor('sides', [2, 3]),
    integerTensor('last', [-1]),
  ];
  const bytes = ownFile({ nodes: [...body, ...nodes], initializers: [...WEIGHTS, ...shapes, ...constants] });
  return findHead(new Network(readOnnxFile(bytes)), nodes.at(-1)?.name ?? '');
}

const POOL = node('GlobalAveragePool', 'pool', ['features']);
const FLAT = { ...node('Flatten', 'flatten', ['pool']), attributes: { axis: 1 } };
const GEMM = { ...node('Gemm', 'gemm', ['flatten', 'wT', 'b']), attributes: { transB: 1 } };

describe('findHead', () => {
  it.each([
    ['Softmax', 'softmax'],
    ['LogSoftmax', 'log-softmax'],
    ['Sigmoid', 'sigmoid'],
  ] as const)('cuts off a %s, also behind a change of shape', (operator, finalActivation) => {
    const end = [node(operator, 'end', ['gemm']), node('Identity', 'out', ['end'])];
    expect(headOf(POOL, FLAT, GEMM, ...end)).toMatchObject({ logits: 'gemm', finalActivation });
  });

  it('finds embedding, map and class weights of pooling and a Gemm', () => {
    const head = headOf(POOL, FLAT, node('Dropout', 'drop', ['flatten']), {
      ...GEMM,
      inputs: ['drop', 'wT', 'b'],
    });
    expect(head).toMatchObject({ logits: 'gemm', finalActivation: 'linear', embedding: 'drop' });
    const [, candidate] = head.mapCandidates;
    expect(candidate).toMatchObject({ value: 'features', spatialAxes: [2, 3] });
    expect(candidate?.classWeights).toMatchObject({
      weights: 'wT',
      isTransposed: true,
      factor: 1,
      norms: [],
    });
  });

  it('finds them of a mean over the sides, a MatMul and a bias', () => {
    const head = headOf(
      { ...node('ReduceMean', 'pool', ['features', 'sides']), attributes: { keepdims: 0 } },
      node('MatMul', 'product', ['pool', 'w']),
      node('Add', 'sum', ['product', 'b']),
    );
    expect(head).toMatchObject({ logits: 'sum', embedding: 'pool' });
    const [candidate] = head.mapCandidates;
    expect(candidate).toMatchObject({ value: 'features', spatialAxes: [2, 3] });
    expect(candidate?.classWeights).toMatchObject({ weights: 'w', isTransposed: false });
  });

  it('takes a batch norm between pooling and weights into account, and nothing that bends', () => {
    const norm = node('BatchNormalization', 'norm', ['flatten', 'n', 'n', 'n', 'n']);
    const [, withNorm] = headOf(POOL, FLAT, norm, { ...GEMM, inputs: ['norm', 'wT', 'b'] }).mapCandidates;
    expect(withNorm?.classWeights?.norms).toHaveLength(1);
    const relu = node('Relu', 'bent', ['flatten']);
    const [, withRelu] = headOf(POOL, FLAT, relu, { ...GEMM, inputs: ['bent', 'wT', 'b'] }).mapCandidates;
    expect(withRelu).toMatchObject({ value: 'features', classWeights: null });
  });

  it('takes no largest for a mean', () => {
    const [, candidate] = headOf(node('GlobalMaxPool', 'pool', ['features']), FLAT, GEMM).mapCandidates;
    expect(candidate).toMatchObject({ value: 'features', classWeights: null });
  });

  it('finds a map without weights where each channel is a class', () => {
    const head = headOf(POOL, FLAT, node('Softmax', 'end', ['flatten']));
    expect(head).toMatchObject({ logits: 'flatten', embedding: null });
    expect(head.mapCandidates.at(-1)?.classWeights).toMatchObject({ weights: null });
  });

  it('offers what a flattening reads, whose shape will decide', () => {
    const head = headOf(node('Reshape', 'flatten', ['features', 'flat']), GEMM);
    expect(head.mapCandidates[0]).toMatchObject({ value: 'features', spatialAxes: null, classWeights: null });
  });

  it('sees no pooling in a mean over one axis, as of a layer norm', () => {
    const head = headOf(
      POOL,
      FLAT,
      node('ReduceMean', 'mean', ['flatten', 'last']),
      node('Sub', 'centred', ['flatten', 'mean']),
      { ...GEMM, inputs: ['centred', 'wT', 'b'] },
    );
    expect(head.mapCandidates.map(({ value }) => value)).toEqual(['pool', 'features']);
  });

  it('looks for no map behind a sum of two branches', () => {
    const head = headOf(
      node('Add', 'residual', ['features', 'conv']),
      node('Squeeze', 'token', ['residual']),
      { ...GEMM, inputs: ['token', 'wT', 'b'] },
    );
    expect(head.mapCandidates).toEqual([]);
  });

  it('sees through a Gather of every value, as PyTorch’s exporter writes a mean, and stops at one of a token', () => {
    const places = integerTensor('places', [0, 1, 2, 3], [1, 4, 1, 1]);
    const token = integerTensor('token', [0]);
    const rest = (index: string) => [
      node('ReduceMean', 'pool', ['features', 'sides']),
      node('Reshape', 'row', ['pool', 'last']),
      node('Gather', 'taken', ['row', index]),
      { ...FLAT, inputs: ['taken'] },
      GEMM,
    ];
    const whole = headOfFile(rest('places'), [places]).mapCandidates.at(-1);
    expect(whole).toMatchObject({ value: 'features', spatialAxes: [2, 3] });
    expect(whole?.classWeights).toMatchObject({ weights: 'wT' });
    const { mapCandidates } = headOfFile(rest('token'), [token]);
    expect(mapCandidates.map(({ value }) => value)).not.toContain('features');
  });

  it('takes a convolution of single places for weights', () => {
    const head = headOf(POOL, node('Conv', 'points', ['pool', 'k1']), { ...FLAT, inputs: ['points'] });
    expect(head).toMatchObject({ logits: 'flatten', embedding: 'pool' });
    const pooled = head.mapCandidates.find(({ value }) => value === 'features');
    expect(pooled?.classWeights).toMatchObject({ weights: 'k1', isTransposed: true, norms: [] });
  });

  it('finds the map behind such a convolution that is not the last', () => {
    const pointwise = node('Conv', 'points', ['pool', 'k1']);
    const relu = node('Relu', 'bent', ['points']);
    const head = headOf(POOL, pointwise, relu, { ...FLAT, inputs: ['bent'] }, { ...GEMM });
    const pooled = head.mapCandidates.find(({ value }) => value === 'features');
    expect(pooled).toMatchObject({ spatialAxes: [2, 3], classWeights: null });
  });

  it('names the kernel of a pooling that says one, which the map may be larger than', () => {
    const pool = { ...node('AveragePool', 'pool', ['features']), attributes: { kernel_shape: [6, 6] } };
    const pooled = headOf(pool, FLAT, GEMM).mapCandidates.find(({ value }) => value === 'features');
    expect(pooled).toMatchObject({ kernel: [6, 6], classWeights: { weights: 'wT' } });
  });

  it('pools the middle axes where a quantised pooling says that channels are last', () => {
    const pool = {
      ...node('QLinearGlobalAveragePool', 'pool', ['features']),
      domain: 'com.microsoft',
      attributes: { channels_last: 1 },
    };
    expect(headOf(pool, FLAT, GEMM).mapCandidates.at(-1)).toMatchObject({ spatialAxes: [1, 2] });
  });

  it('knows no class weights of a head that adds two branches', () => {
    const second = { ...GEMM, name: 'second', inputs: ['flatten', 'wT'] };
    const head = headOf(POOL, FLAT, GEMM, second, node('Add', 'sum', ['gemm', 'second']));
    expect(head).toMatchObject({ logits: 'sum', embedding: 'flatten' });
    expect(head.mapCandidates).toContainEqual(
      expect.objectContaining({ value: 'features', classWeights: null }),
    );
  });

  it('knows no embedding of branches that read different values', () => {
    const largest = node('GlobalMaxPool', 'largest', ['features']);
    const row = { ...FLAT, name: 'row', inputs: ['largest'] };
    const second = { ...GEMM, name: 'second', inputs: ['row', 'wT'] };
    const head = headOf(POOL, FLAT, GEMM, largest, row, second, node('Add', 'sum', ['gemm', 'second']));
    expect(head.embedding).toBeNull();
    expect(head.mapCandidates.flatMap(({ classWeights }) => classWeights ?? [])).toEqual([]);
    expect(head.mapCandidates.map(({ value }) => value)).toContain('features');
  });

  it('finds the map of a head that adds what it bends to what it weighs', () => {
    const bent = [node('Relu', 'bent', ['gemm']), node('Add', 'sum', ['bent', 'gemm'])];
    const head = headOf(POOL, FLAT, GEMM, ...bent);
    expect(head.embedding).toBeNull();
    expect(head.mapCandidates).toContainEqual(
      expect.objectContaining({ value: 'features', classWeights: null }),
    );
  });

  it('knows no class weights where the weights’ answer is added to itself', () => {
    const head = headOf(POOL, FLAT, GEMM, node('Add', 'twice', ['gemm', 'gemm']));
    expect(head).toMatchObject({ logits: 'twice', embedding: 'flatten' });
    expect(head.mapCandidates.flatMap(({ classWeights }) => classWeights ?? [])).toEqual([]);
  });

  it('sees through a change of shape to a shape that is computed', () => {
    const shape = node('Shape', 'shape', ['gemm']);
    expect(headOf(POOL, FLAT, GEMM, shape, node('Reshape', 'out', ['gemm', 'shape']))).toMatchObject({
      embedding: 'flatten',
    });
  });

  it('knows no class weights where another branch is the bias of a Gemm', () => {
    const second = node('MatMul', 'second', ['pooled', 'w']);
    const pooled = { ...node('ReduceMean', 'pooled', ['features', 'sides']), attributes: { keepdims: 0 } };
    const head = headOf(pooled, second, node('Gemm', 'sum', ['pooled', 'w', 'second']));
    expect(head).toMatchObject({ logits: 'sum', embedding: null, mapCandidates: [] });
  });

  it('takes no weights for an embedding where they stand before what they weigh', () => {
    const head = headOf(POOL, FLAT, node('MatMul', 'product', ['wT', 'flatten']));
    expect(head).toMatchObject({ logits: 'product', embedding: null });
    expect(head.mapCandidates.flatMap(({ classWeights }) => classWeights ?? [])).toEqual([]);
  });

  it('finds the embedding of weights in dynamic int8, whose steps are computed too', () => {
    const quantised = {
      ...node('DynamicQuantizeLinear', 'bytes', ['flatten']),
      outputs: ['bytes', 'step', 'zero'],
    };
    const head = headOf(
      POOL,
      FLAT,
      quantised,
      node('MatMulInteger', 'product', ['bytes', 'w', 'zero']),
      node('Cast', 'float', ['product']),
      node('Mul', 'steps', ['step', 'b']),
      node('Mul', 'scaled', ['float', 'steps']),
    );
    expect(head).toMatchObject({ logits: 'scaled', embedding: 'bytes' });
  });

  it.each(['Softmax', 'constructor'])(
    'does not take a %s of the file’s own for what it is called',
    (operator) => {
      const own = { ...node(operator, 'end', ['gemm']), domain: 'own' };
      expect(headOf(POOL, FLAT, GEMM, own)).toMatchObject({ logits: 'end', finalActivation: 'linear' });
    },
  );

  it('leaves a softmax over the batch where it is', () => {
    const end = { ...node('Softmax', 'end', ['gemm']), attributes: { axis: 0 } };
    expect(headOf(POOL, FLAT, GEMM, end)).toMatchObject({ logits: 'end', finalActivation: 'linear' });
  });

  it('ends in a ring', () => {
    const ring = [node('Identity', 'a', ['out']), node('Identity', 'out', ['a'])];
    expect(headOf(...ring)).toMatchObject({ logits: 'out', embedding: null, mapCandidates: [] });
  });
});
