import { readFileSync } from 'node:fs';
import type { Layer, LayerGraph } from '@slc/layer-graph';
import { readOnnxFile } from '@slc/onnx-file';
import { describe, expect, it } from 'vitest';
import { convolution, network } from './convolutions.js';
import { differencesOn } from './layers-on.js';
import { laidOutPath, openLaidOut } from './open-laid-out.js';

/** An image of 40 channels times a gate that is made of it, and a convolution of the product. */
function gated(factors: readonly [string, string], ...behind: readonly Layer[]): LayerGraph {
  return network(
    7,
    { kind: 'reduce', name: 'mean', inputs: ['wide'], operation: 'mean', axes: [0, 1], keepDims: true },
    convolution('squeezed', [1, 40, 16], { activation: { kind: 'relu' } }),
    convolution('gate', [1, 16, 40], { activation: { kind: 'sigmoid' } }),
    { kind: 'arithmetic', name: 'gated', inputs: factors, operation: 'multiply' },
    convolution('narrow', [1, 40, 24]),
    ...behind,
  );
}

async function countIn(graph: LayerGraph, operator: string): Promise<number> {
  const { nodes } = readOnnxFile(readFileSync(await laidOutPath(graph)));
  return nodes.filter((node) => node.operator === operator).length;
}

describe('a gate of squeeze and excitation', () => {
  it.each([
    ['last', gated(['wide', 'gate'])],
    ['first', gated(['gate', 'wide'])],
  ])('meets its image in blocks, be it %s', async (_, graph) => {
    expect(await countIn(graph, 'Upsample')).toBe(1);
    // For the mean of 40 channels, which fill no whole blocks; and for the result.
    expect(await countIn(graph, 'ReorderInput')).toBe(1);
    expect(await countIn(graph, 'ReorderOutput')).toBe(2);
    expect(await differencesOn(await openLaidOut(graph), graph)).toEqual([]);
  });

  it('meets it in planes where something else reads the product', async () => {
    const graph = gated(
      ['wide', 'gate'],
      { kind: 'reduce', name: 'product', inputs: ['gated'], operation: 'max', axes: [2], keepDims: true },
      { kind: 'arithmetic', name: 'both', inputs: ['narrow', 'product'], operation: 'add' },
    );
    expect(await countIn(graph, 'Upsample')).toBe(0);
    expect(await differencesOn(await openLaidOut(graph), graph)).toEqual([]);
  });
});
