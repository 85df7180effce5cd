import type { Normalisation } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import type { Layer, LayerGraph, Shape } from '../layer-graph.js';
import { runNaively } from '../testing/index.js';
import { prepareGraph } from './index.js';
import { normaliseInput } from './normalise-input.js';

/** What a network of this input gets to see. */
function seen(pixels: readonly number[], shape: Shape, normalisation: Normalisation): number[] {
  const graph: LayerGraph = {
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape },
      { kind: 'identity', name: 'all', inputs: ['image'] },
    ],
    outputs: { logits: 'all' },
  };
  const { logits } = runNaively(normaliseInput(graph, normalisation), Uint8Array.from(pixels));
  return Array.from(logits, (value) => Math.round(value * 1e5) / 1e5);
}

const TWO_PIXELS = [10, 20, 30, 40, 50, 60];
const SHAPE = [1, 2, 3];

describe('a network of three channels', () => {
  it.each<[string, Normalisation, readonly number[]]>([
    ['one scale and offset', { scale: 2, offset: -1 }, [19, 39, 59, 79, 99, 119]],
    ['one for each channel', { scale: [1, 2, 3], offset: [0, 1, 2] }, [10, 41, 92, 40, 101, 182]],
    ['a scale for each, one offset', { scale: [1, 2, 3], offset: 1 }, [11, 41, 91, 41, 101, 181]],
    ['blue first', { channels: 'bgr', scale: 1, offset: 0 }, [30, 20, 10, 60, 50, 40]],
    [
      'scales in the order of its channels',
      { channels: 'bgr', scale: [1, 2, 3], offset: [0.5, 0, -1] },
      [30.5, 40, 29, 60.5, 100, 119],
    ],
  ])('takes %s', (_, normalisation, expected) => {
    expect(seen(TWO_PIXELS, SHAPE, normalisation)).toEqual(expected);
  });

  it('is left as it is where pixels are what it takes', () => {
    const graph: LayerGraph = {
      layers: [{ kind: 'input', name: 'image', inputs: [], shape: SHAPE }],
      outputs: { logits: 'image' },
    };
    expect(normaliseInput(graph, { scale: [1, 1, 1], offset: 0 })).toBe(graph);
  });
});

describe('a network of one channel', () => {
  it('takes the first of three', () => {
    expect(seen([7, 7, 7, 9, 9, 9], [1, 2, 1], { scale: 1, offset: 0 })).toEqual([7, 9]);
    expect(seen([7, 7, 7, 9, 9, 9], [1, 2, 1], { channels: 'grey', scale: 0.5, offset: 1 })).toEqual([
      4.5, 5.5,
    ]);
  });

  it.each<[string, Normalisation, string]>([
    [
      'colours',
      { channels: 'rgb', scale: 1, offset: 0 },
      'the manifest says channels rgb, the file takes one',
    ],
    [
      'three scales',
      { scale: [1, 2, 3], offset: 0 },
      'the manifest says 3 numbers for scale, the file takes one',
    ],
    [
      'three offsets',
      { scale: 1, offset: [1, 2, 3] },
      'says 3 numbers for offset, the file takes one channel',
    ],
  ])('is refused with %s', (_, normalisation, message) => {
    expect(() => seen(TWO_PIXELS, [1, 2, 1], normalisation)).toThrow(message);
  });
});

describe('a picture that is standardised', () => {
  it('has mean 0 and deviation 1 over all its values', () => {
    // tf.image.per_image_standardization of these two pixels, TensorFlow 2.15.1
    expect(seen(TWO_PIXELS, SHAPE, { scale: 1, offset: 0, standardise: 'image' })).toEqual([
      -1.46385, -0.87831, -0.29277, 0.29277, 0.87831, 1.46385,
    ]);
  });

  it('has as little as TensorFlow allows where it is of one colour', () => {
    // The deviation, 0, is replaced by 1 / sqrt(6).
    const [first = 0] = seen([8, 8, 8, 8, 8, 8], SHAPE, { scale: 1, offset: 0, standardise: 'image' });
    expect(first).toBe(0);
  });

  it('is so after the scale and offset of each channel', () => {
    const scaled = [10, 41, 92, 40, 101, 182];
    const mean = scaled.reduce((sum, value) => sum + value) / 6;
    const deviation = Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6);
    const expected = scaled.map((value) => Math.round(((value - mean) / deviation) * 1e5) / 1e5);
    const normalisation = { scale: [1, 2, 3], offset: [0, 1, 2], standardise: 'image' } as const;
    expect(seen(TWO_PIXELS, SHAPE, normalisation)).toEqual(expected);
  });
});

it('the network’s own scaling is merged into the choice of channels', () => {
  const layers: Layer[] = [
    { kind: 'input', name: 'image', inputs: [], shape: [1, 2, 3] },
    { kind: 'affine', name: 'own', inputs: ['image'], scale: Float32Array.of(2), offset: Float32Array.of(1) },
    { kind: 'reduce', name: 'mean', inputs: ['own'], operation: 'mean', axes: [0, 1], keepDims: false },
  ];
  const graph = { layers, outputs: { logits: 'mean' } };
  const prepared = prepareGraph(graph, { channels: 'bgr', scale: 1, offset: 0 });
  expect(prepared.layers.filter(({ kind }) => kind === 'affine')).toEqual([]);
  expect([...runNaively(prepared, Uint8Array.from(TWO_PIXELS)).logits]).toEqual([91, 71, 51]);
});
