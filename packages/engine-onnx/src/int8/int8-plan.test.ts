import { type Layer, type LayerGraph, NO_PADDING, shapesOf } from '@slc/layer-graph';
import { describe, expect, it } from 'vitest';
import { Int8Plan } from './int8-plan.js';

const kernel = { shape: [1, 1, 3, 3], data: new Float32Array(9).fill(0.1) };
const conv = {
  kind: 'conv2d',
  kernel,
  bias: null,
  strides: [1, 1],
  dilation: [1, 1],
  groups: 1,
  padding: NO_PADDING,
} as const;

function graphOf(scale: readonly number[], offset: readonly number[]): LayerGraph {
  const layers: readonly Layer[] = [
    { kind: 'input', name: 'image', inputs: [], shape: [2, 2, 3] },
    {
      kind: 'affine',
      name: 'scaled',
      inputs: ['image'],
      scale: Float32Array.from(scale),
      offset: Float32Array.from(offset),
    },
    { ...conv, name: 'stem', inputs: ['scaled'], activation: { kind: 'clip', low: 0, high: 6 } },
    { ...conv, name: 'next', inputs: ['stem'], activation: null },
    { kind: 'activation', activation: { kind: 'relu' }, name: 'cut', inputs: ['next'] },
  ];
  return { layers, outputs: { logits: 'cut' } };
}

const RANGES = { stem: [-0.1, 7], cut: [-1, 51] } as const;

function planOf(graph: LayerGraph, float: readonly string[] = []): Int8Plan {
  return new Int8Plan(graph, {
    layers: graph.layers,
    shapes: shapesOf(graph),
    quantisation: { ranges: RANGES, float },
  });
}

describe('pixels in int8', () => {
  it.each([
    ['as they come', [1], [0], { scale: 1, zeroPoint: 0 }],
    [
      'from -1 to 1, whose 0 is between two levels',
      [1 / 127.5],
      [-1],
      { scale: Math.fround(1 / 127.5), zeroPoint: 127 },
    ],
    ['less 127, the same in each channel', [1, 1, 1], [-127, -127, -127], { scale: 1, zeroPoint: 127 }],
  ])('are read as bytes %s', (_, scale, offset, step) => {
    const plan = planOf(graphOf(scale, offset));
    expect([plan.encodingOf('scaled'), plan.encodingOf('stem')]).toEqual(['pixels', 'int8']);
    expect(plan.stepOf('scaled')).toEqual(step);
  });

  it('are rounded once more where each channel has a 0 of its own', () => {
    const plan = planOf(graphOf([1, 1, 1], [-103.939, -116.779, -123.68]));
    expect([plan.encodingOf('scaled'), plan.encodingOf('stem')]).toEqual(['float', 'int8']);
    const { scale, zeroPoint } = plan.stepOf('scaled');
    expect(scale).toBeCloseTo((255 - 103.939 + 123.68) / 255, 5);
    expect(zeroPoint).toBe(Math.round(123.68 / scale));
  });

  it('are read in float where they lie far from 0', () => {
    const plan = planOf(graphOf([1 / 16256], [-1.0156]));
    expect(['scaled', 'stem', 'next'].map((name) => plan.encodingOf(name))).toEqual([
      'float',
      'float',
      'sum',
    ]);
  });
});

describe('a relu', () => {
  it('is where the steps end, of a layer that nothing else reads', () => {
    const plan = planOf(graphOf([1], [0]));
    expect([plan.encodingOf('next'), plan.encodingOf('cut')]).toEqual(['sum', 'cut']);
    expect(plan.stepOf('cut')).toEqual({ scale: Math.fround(0.2), zeroPoint: 0 });
    expect(plan.stepOf('stem')).toEqual({ scale: Math.fround(6 / 255), zeroPoint: 0 });
  });

  it.each(['next', 'cut'])('stays float together with that layer: %s', (name) => {
    const plan = planOf(graphOf([1], [0]), [name]);
    expect(plan.encodingOf('next')).toBe('float');
  });
});
