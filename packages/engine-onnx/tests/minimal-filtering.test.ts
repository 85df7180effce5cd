import { readFileSync } from 'node:fs';
import type { Layer, LayerGraph } from '@slc/layer-graph';
import { readOnnxFile } from '@slc/onnx-file';
import { describe, expect, it } from 'vitest';
import { convolution, NONE, network } from './convolutions.js';
import { differencesOn } from './layers-on.js';
import { laidOutPath, openLaidOut } from './open-laid-out.js';

const add = (...inputs: readonly string[]): Layer => ({
  kind: 'arithmetic',
  name: 'added',
  inputs,
  operation: 'add',
});
const RELU: Layer = { kind: 'activation', name: 'relu', inputs: [], activation: { kind: 'relu' } };

/** Each with how many of its convolutions are filtered. */
const FILTERED: readonly (readonly [string, number, LayerGraph])[] = [
  ['one', 1, network(12, convolution('a', [3, 40, 48]))],
  ['two planes wide', 1, network(8, convolution('a', [3, 40, 32]))],
  ['without bias', 1, network(12, convolution('a', [3, 40, 48], { bias: null }))],
  ['channels that fill no whole block', 1, network(12, convolution('a', [3, 40, 41]))],
  ['a relu', 1, network(12, convolution('a', [3, 40, 48], { activation: { kind: 'relu' } }))],
  ['a swish', 1, network(12, convolution('a', [3, 40, 48], { activation: { kind: 'swish' } }))],
  ['two in a row', 2, network(12, convolution('a', [3, 40, 48]), convolution('b', [3, 48, 40]))],
  [
    'what works pixel by pixel, between two',
    2,
    network(
      12,
      convolution('a', [3, 40, 96], { activation: { kind: 'swish' } }),
      convolution('narrow', [1, 96, 40]),
      add('narrow', 'wide'),
      { ...convolution('b', [3, 40, 64]), inputs: ['added'] },
    ),
  ],
  [
    'what was added, and a relu of it',
    2,
    network(
      12,
      convolution('a', [3, 40, 40], { activation: { kind: 'relu' } }),
      convolution('b', [3, 40, 40]),
      add('b', 'wide'),
      RELU,
    ),
  ],
  [
    'a stride behind it',
    1,
    network(12, convolution('a', [3, 40, 48]), convolution('b', [3, 48, 32], { strides: [2, 2] })),
  ],
];

const AS_THEY_ARE: readonly (readonly [string, LayerGraph])[] = [
  ['a width that four do not divide', network(14, convolution('a', [3, 40, 48]))],
  ['a width of one plane', network(4, convolution('a', [3, 40, 48]))],
  ['few channels', network(12, convolution('a', [3, 40, 16]))],
  ['a stride', network(12, convolution('a', [3, 40, 48], { strides: [2, 2] }))],
  ['no zeros around', network(12, convolution('a', [3, 40, 48], { padding: NONE }))],
  ['pixels that lie apart', network(12, convolution('a', [3, 40, 48], { dilation: [2, 2] }))],
];

/** How many convolutions a laid-out model has that read a column of three pixels. */
async function columnsIn(graph: LayerGraph): Promise<number> {
  const { initializers } = readOnnxFile(readFileSync(await laidOutPath(graph)));
  return [...initializers.values()].filter(({ dimensions }) => dimensions.slice(2).join() === '3,1').length;
}

describe('convolutions of 3 x 3 pixels', () => {
  it.each(FILTERED)(
    'are filtered with half of the products, and give the same: %s',
    async (_, count, graph) => {
      expect(await columnsIn(graph)).toBe(6 * count);
      expect(await differencesOn(await openLaidOut(graph), graph)).toEqual([]);
    },
  );

  it.each(AS_THEY_ARE)('stay as they are with %s', async (_, graph) => {
    expect(await columnsIn(graph)).toBe(0);
    expect(await differencesOn(await openLaidOut(graph), graph)).toEqual([]);
  });
});
