import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  integerTensor,
  node,
  type OnnxNode,
  type OwnFile,
  ones,
  ownFile,
  ownFunction,
} from '@slc/onnx-file/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openStranger, refusalOf } from './open-stranger.js';

const folder = mkdtempSync(join(tmpdir(), 'strange-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = [
  node('Conv', 'conv', ['image', 'kernel']),
  node('GlobalAveragePool', 'pool', ['conv']),
  node('Flatten', 'row', ['pool']),
  node('Gemm', 'gemm', ['row', 'weights']),
];
const WEIGHTS = [ones('kernel', 4, 3, 3, 3), ones('weights', 4, 7)];

function classifier(end: OwnFile['nodes'], changes: Partial<OwnFile> = {}): Uint8Array {
  const initializers = [...WEIGHTS, ...(changes.initializers ?? [])];
  return ownFile({ ...changes, nodes: [...HEAD, ...end], initializers });
}

/** A function of the file's own, called last. */
const ending = (operator: string, made: OnnxNode) =>
  classifier([{ ...node(operator, 'end', ['gemm']), domain: 'own' }], {
    more: ownFunction(operator, [made]),
  });

describe('a strange file that is in order is opened', () => {
  it('which calls an operator as every object calls its maker', async () => {
    const { layerCounts, finalActivation } = await openStranger(
      ending('constructor', node('Neg', 'y', ['x'])),
      folder,
    );
    expect(layerCounts).toMatchObject({ constructor: 1 });
    expect(finalActivation).toBe('linear');
  });

  it('which calls something else a softmax, and keeps it', async () => {
    const { finalActivation } = await openStranger(ending('Softmax', node('Neg', 'y', ['x'])), folder);
    expect(finalActivation).toBe('linear');
  });

  it('whose fields stand in another order', async () => {
    const bytes = classifier([]);
    // The version, tag and number, behind the rest.
    const turned = Buffer.concat([bytes.subarray(2), bytes.subarray(0, 2)]);
    expect(await openStranger(turned, folder)).toMatchObject({ classes: 7 });
  });
});

describe('one row of classes is expected', () => {
  it.each([
    ['of no class', [0], /got 1 x 0 values/],
    ['for no picture', [0, 7], /got 0 x 7 values/],
  ])('not one %s', async (_, shape, words) => {
    const end =
      shape.length === 1
        ? node('Slice', 'end', ['gemm', 'size', 'size', 'axis'])
        : node('ConstantOfShape', 'end', ['size']);
    const initializers = [integerTensor('size', shape), integerTensor('axis', [1])];
    const refusal = await refusalOf(classifier([end], { initializers }), folder);
    expect(refusal).toMatchObject({ code: 'unsupported_model', message: expect.stringMatching(words) });
  });
});
