import { type Layer, type LayerGraph, NO_PADDING } from '@slc/layer-graph';
import { describe, expect, it } from 'vitest';
import { compileToOnnx } from '../compile.js';
import { InferenceSession, Tensor } from '../onnxruntime.js';
import { int8Layers, observableLayers } from './observable-layers.js';

const conv = { kind: 'conv2d', strides: [1, 1], dilation: [1, 1], groups: 1, padding: NO_PADDING } as const;
const kernel = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, -3, 4) };
const one = Float32Array.of(1);

/** pixels → scaled → swish convolution → relu convolution → sum of both → relu → mean → dense */
const layers: readonly Layer[] = [
  { kind: 'input', name: 'image', inputs: [], shape: [1, 2, 2] },
  { kind: 'affine', name: 'scaled', inputs: ['image'], scale: one, offset: one },
  { ...conv, name: 'a', inputs: ['scaled'], kernel, bias: null, activation: { kind: 'swish' } },
  { ...conv, name: 'b', inputs: ['a'], kernel, bias: null, activation: { kind: 'relu' } },
  { kind: 'arithmetic', operation: 'add', name: 'sum', inputs: ['a', 'b'] },
  { kind: 'activation', activation: { kind: 'relu' }, name: 'cut', inputs: ['sum'] },
  { kind: 'reshape', name: 'turned', inputs: ['cut'], shape: [2, 1, 2] },
  { kind: 'activation', activation: { kind: 'tanh' }, name: 'tanh', inputs: ['turned'] },
  { ...conv, name: 'c', inputs: ['tanh'], kernel, bias: null, activation: null },
  { kind: 'reduce', operation: 'mean', axes: [0, 1], keepDims: false, name: 'mean', inputs: ['c'] },
  {
    kind: 'dense',
    name: 'head',
    inputs: ['mean'],
    kernel: { shape: [2, 2], data: kernel.data },
    bias: null,
    activation: null,
  },
];
const graph: LayerGraph = { layers, outputs: { logits: 'head', embedding: 'mean' } };

describe('what int8 is made from', () => {
  it('is each output in int8, and what int8 reads of float', () => {
    expect(observableLayers(graph)).toEqual(['a@linear', 'a', 'b', 'cut', 'tanh', 'c']);
  });

  it('can be measured', async () => {
    const session = await InferenceSession.create(
      Buffer.concat([...compileToOnnx(graph, { observe: observableLayers(graph) })]),
    );
    const values = await session.run({
      '@pixels': new Tensor('uint8', Uint8Array.of(0, 1, 2, 3), [1, 1, 2, 2]),
    });
    // (x + 1) times the kernel, whose rows are (1, 2) and (-3, 4), in planar order.
    expect([...(values['a@linear']?.data ?? [])]).toEqual([-5, -9, 10, 22]);
    expect(Object.keys(values)).toEqual(['@logits', '@embedding', ...observableLayers(graph)]);
    await session.release();
  });

  it('leaves pooling and weights before the logits in float', () => {
    expect(int8Layers(graph)).toEqual(['a', 'b', 'sum', 'c']);
  });
});
