import type { LayerGraph } from '@slc/layer-graph';
import { describe, expect, it } from 'vitest';
import { readGraphFile, writeGraphFile } from './graph-file.js';

const graph: LayerGraph = {
  layers: [
    { kind: 'input', name: 'image', inputs: [], shape: [1, 1, 2] },
    {
      kind: 'affine',
      name: 'é',
      inputs: ['image'],
      scale: Float32Array.of(1.5, -0),
      offset: Float32Array.of(7),
    },
    { kind: 'activation', name: 'out', inputs: ['é'], activation: { kind: 'clip', low: -1, high: Infinity } },
  ],
  outputs: { logits: 'out' },
};

describe('a graph file', () => {
  it('gives back the graph that was written, to the bit, infinity and odd names too', () => {
    expect(readGraphFile(Buffer.concat(writeGraphFile(graph)))).toEqual(graph);
  });

  it('is read from wherever in a buffer it begins', () => {
    const file = Buffer.concat(writeGraphFile(graph));
    const inside = Buffer.concat([Buffer.alloc(8), file]).subarray(8);
    expect(readGraphFile(inside)).toEqual(graph);
  });

  it('refers to the weights and copies none', () => {
    const layer = graph.layers[1];
    const chunks = writeGraphFile(graph);
    expect(layer?.kind === 'affine' && chunks[1]?.buffer === layer.scale.buffer).toBe(true);
  });

  it.each([
    ['another file', Buffer.from('something else that is long enough'), /begins with slcgraph/],
    ['nothing', Buffer.alloc(0), /begins with slcgraph/],
    [
      'a file that ends in its JSON',
      Buffer.concat(writeGraphFile(graph)).subarray(0, 40),
      /bytes or more, got 40/,
    ],
    [
      'a file that ends in its weights',
      Buffer.concat(writeGraphFile(graph)).subarray(0, -4),
      /expected \d+ bytes or more/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readGraphFile(bytes)).toThrow(message);
  });
});
