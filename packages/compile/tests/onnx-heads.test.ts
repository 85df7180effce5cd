import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integerTensor, node, ones, ownFile } from '@slc/onnx-file/testing';
import { afterAll, expect, it } from 'vitest';
import { openStranger } from './open-stranger.js';

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
