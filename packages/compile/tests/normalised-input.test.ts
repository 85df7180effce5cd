import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Normalisation } from '@slc/domain';
import { type LayerGraph, NO_PADDING, prepareGraph } from '@slc/layer-graph';
import { runNaively } from '@slc/layer-graph/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

const folder = mkdtempSync(join(tmpdir(), 'normalised-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIDE = 6;

/** A convolution and a dense layer, so that every value of the input counts in its own way. */
function network(channels: number): LayerGraph {
  const wave = (length: number, pace: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(pace * (i + 1)));
  return {
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape: [SIDE, SIDE, channels] },
      {
        kind: 'conv2d',
        name: 'features',
        inputs: ['image'],
        kernel: { shape: [3, 3, channels, 4], data: wave(36 * channels, 1.3) },
        bias: wave(4, 0.7),
        activation: null,
        strides: [1, 1],
        dilation: [1, 1],
        groups: 1,
        padding: NO_PADDING,
      },
      { kind: 'reshape', name: 'flat', inputs: ['features'], shape: [64] },
      {
        kind: 'dense',
        name: 'logits',
        inputs: ['flat'],
        kernel: { shape: [64, 3], data: wave(192, 0.31) },
        bias: null,
        activation: null,
      },
    ],
    outputs: { logits: 'logits' },
  };
}

const NORMALISATIONS: readonly [string, Normalisation, number][] = [
  ['a scale and offset of each channel', { scale: [0.017, 0.018, 0.019], offset: [-2.1, -2, -1.8] }, 3],
  ['blue first', { channels: 'bgr', scale: 1, offset: [-104, -117, -124] }, 3],
  ['standardised', { scale: 1, offset: 0, standardise: 'image' }, 3],
  ['blue first, standardised', { channels: 'bgr', scale: [1, 2, 3], offset: 1, standardise: 'image' }, 3],
  ['one channel', { channels: 'grey', scale: 1 / 255, offset: -0.5 }, 1],
  ['one channel, as it comes', { scale: 1, offset: 0 }, 1],
  ['one channel, standardised', { scale: 1, offset: 0, standardise: 'image' }, 1],
];

/** The second image is of one colour, whose deviation is 0. */
const IMAGES = [
  Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 37 + (i % 11) ** 3) % 256),
  Array(SIDE * SIDE * 3).fill(77),
];

describe.each(engines)('$engine', (engine) => {
  it.skipIf(!engine.isInstalled).each(NORMALISATIONS)(
    'takes RGB bytes for a network that wants them %s',
    async (_, normalisation, channels) => {
      const prepared = prepareGraph(network(channels), normalisation);
      const outputs = await runOn(engine, prepared, { images: IMAGES, folder });
      const expected = IMAGES.flatMap((image) => [...runNaively(prepared, image).logits]);
      const largest = Math.max(...expected.map(Math.abs));
      for (const [i, value] of expected.entries()) {
        // Sums of a few dozen float32 products.
        expect(Math.abs((outputs.logits?.[i] ?? Number.NaN) - value) / largest).toBeLessThan(1e-5);
      }
    },
  );
});
