import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnnxNode } from '@slc/onnx-file';
import { integerTensor, node, ones, ownFile } from '@slc/onnx-file/testing';
import { afterAll, expect, it } from 'vitest';
import { openStranger, refusalOf } from './open-stranger.js';

const folder = mkdtempSync(join(tmpdir(), 'onnx-heads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CONV = node('Conv', 'conv', ['image', 'kernel']);
const WEIGHTS = [ones('kernel', 4, 3, 3, 3), ones('weights', 4, 7)];

it('a mean that PyTorch’s newer exporter writes as a Gather takes any batch, and has heat maps', async () => {
  const places = integerTensor('places', [0, 1, 2, 3], [1, 4, 1, 1]);
  const shapes = [integerTensor('sides', [2, 3]), integerTensor('all', [-1]), places];
  const bytes = ownFile({
    nodes: [
      CONV,
      node('ReduceMean', 'pool', ['conv', 'sides']),
      node('Reshape', 'row', ['pool', 'all']),
      node('Gather', 'strided', ['row', 'places']),
      node('Flatten', 'flat', ['strided']),
      node('Gemm', 'gemm', ['flat', 'weights']),
    ],
    initializers: [...WEIGHTS, ...shapes],
  });
  const description = await openStranger(bytes, folder);
  expect(description).toMatchObject({
    classes: 7,
    embeddingLength: 4,
    mapSize: { height: 6, width: 6 },
    hasClassMaps: true,
    onnx: { batch: { kind: 'freed' } },
  });
});

it.each([
  ['the whole map', [6, 6], true],
  ['parts of it', [3, 3], false],
] as const)(
  'a pooling of %s says whether a class activation map explains it',
  async (_, kernel, hasClassMaps) => {
    const side = 6 / kernel[0] + (6 % kernel[0] === 0 ? 0 : 1);
    const rows = side * side * 4;
    const pool = node('AveragePool', 'pool', ['conv']);
    const bytes = ownFile({
      nodes: [
        CONV,
        { ...pool, attributes: { kernel_shape: kernel, strides: kernel } },
        node('Flatten', 'flat', ['pool']),
        node('Gemm', 'gemm', ['flat', 'weights']),
      ],
      initializers: [ones('kernel', 4, 3, 3, 3), ones('weights', rows, 7)],
    });
    expect(await openStranger(bytes, folder)).toMatchObject({ classes: 7, hasClassMaps });
  },
);

const POOLED = [node('GlobalAveragePool', 'pool', ['conv']), node('Flatten', 'flat', ['pool'])];
const headed = (units: number, ...nodes: readonly OnnxNode[]) =>
  ownFile({
    nodes: [CONV, ...POOLED, node('Gemm', 'gemm', ['flat', 'w']), ...nodes],
    initializers: [ones('kernel', 4, 3, 3, 3), ones('w', 4, units), ones('one', 1)],
  });
const SIGMOID_WRITTEN_OUT = [
  node('Neg', 'negative', ['gemm']),
  node('Exp', 'e', ['negative']),
  node('Add', 'sum', ['e', 'one']),
  node('Div', 'p', ['one', 'sum']),
];

it('a probability whose sigmoid is written out serves as two classes, in any batch', async () => {
  expect(await openStranger(headed(1, ...SIGMOID_WRITTEN_OUT), folder)).toMatchObject({
    classes: 2,
    finalActivation: 'a probability, whose log(p / (1 - p)) serves as the logit',
    givesLogits: true,
    embeddingLength: 4,
    hasClassMaps: false,
    onnx: { batch: { kind: 'together' } },
  });
});

it('several such probabilities are labels that do not exclude each other', async () => {
  expect(await openStranger(headed(3, ...SIGMOID_WRITTEN_OUT), folder)).toMatchObject({
    classes: 3,
    givesLogits: false,
  });
});

it('an output of the top class alone is refused', async () => {
  expect((await refusalOf(headed(3, node('ArgMax', 'top', ['gemm'])), folder))?.message).toMatch(
    /it gives the number of the top class/,
  );
});

it('a row of classes may have axes of one beside it', async () => {
  const bytes = ownFile({
    nodes: [CONV, node('GlobalAveragePool', 'pool', ['conv'])],
    initializers: [ones('kernel', 4, 3, 3, 3)],
  });
  expect(await openStranger(bytes, folder)).toMatchObject({ classes: 4, outputShape: [4] });
});

it('what the head reads is no embedding where it is the same for two pictures', async () => {
  const bytes = ownFile({
    nodes: [
      CONV,
      ...POOLED,
      node('Sub', 'nothing', ['flat', 'flat']),
      node('Gemm', 'gemm', ['nothing', 'weights', 'bias']),
    ],
    initializers: [...WEIGHTS, ones('bias', 7)],
  });
  expect(await openStranger(bytes, folder)).toMatchObject({ classes: 7, embeddingLength: null });
});

it('a network that was exported for four pictures is refused with what to do', async () => {
  const bytes = ownFile({
    input: [4, 3, 8, 8],
    nodes: [
      CONV,
      node('GlobalAveragePool', 'pool', ['conv']),
      node('Reshape', 'rows', ['pool', 'four']),
      node('Gemm', 'gemm', ['rows', 'weights']),
    ],
    initializers: [...WEIGHTS, integerTensor('four', [4, 4])],
  });
  expect((await refusalOf(bytes, folder))?.message).toMatch(
    /^expected a network that takes one picture, it was exported for 4 at a time: export it for one, or for any number/,
  );
});
