import '@tensorflow/tfjs-backend-wasm';
import type { Layer, LayerGraph } from '@slc/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from './build-network.js';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('wasm');
});

const input: Layer = { kind: 'input', name: 'image', inputs: [], shape: [2, 2, 3] };
const squeeze: readonly Layer[] = [
  input,
  { kind: 'constant', name: 'half', inputs: [], value: { shape: [3], data: Float32Array.of(0.5, 0.5, 0.5) } },
  { kind: 'reduce', name: 'pooled', inputs: ['image'], operation: 'mean', axes: [0, 1], keepDims: true },
  { kind: 'activation', name: 'gate', inputs: ['pooled'], activation: { kind: 'swish' } },
  { kind: 'arithmetic', name: 'gated', inputs: ['image', 'gate'], operation: 'multiply' },
  { kind: 'arithmetic', name: 'halved', inputs: ['gated', 'half'], operation: 'multiply' },
  { kind: 'reduce', name: 'logits', inputs: ['halved'], operation: 'max', axes: [0, 1], keepDims: false },
];
const graph: LayerGraph = { layers: squeeze, outputs: { logits: 'logits' } };
const pixels = Uint8Array.from({ length: 24 }, (_, i) => i);

describe('a network', () => {
  it('has as many tensors after a hundred runs as after the first, and none when it is disposed of', () => {
    const before = tf.memory().numTensors;
    const network = buildNetwork(tf, graph);
    network.run(pixels, 2).dispose();
    const afterOne = tf.memory();
    for (let i = 0; i < 100; i++) network.run(pixels, 2).dispose();
    expect(tf.memory().numTensors).toBe(afterOne.numTensors);
    expect(tf.memory().numBytes).toBe(afterOne.numBytes);
    network.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves nothing behind when a run fails', () => {
    const network = buildNetwork(tf, graph);
    const before = tf.memory().numTensors;
    expect(() => network.run(pixels, 3)).toThrow(/shape/);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  it('gives a value back after its last reader, so that a long chain needs no more memory than a short one', () => {
    const chain = Array.from({ length: 50 }, (_, i): Layer => {
      const name = `step${i}`;
      return {
        kind: 'activation',
        name,
        inputs: [i ? `step${i - 1}` : 'image'],
        activation: { kind: 'abs' },
      };
    });
    let mostTensors = 0;
    const watching = {
      ...tf,
      abs: (x: tf.Tensor) => {
        mostTensors = Math.max(mostTensors, tf.memory().numTensors);
        return tf.abs(x);
      },
    };
    const before = tf.memory().numTensors;
    const watched = buildNetwork(watching as typeof tf, {
      layers: [input, ...chain],
      outputs: { logits: 'step49' },
    });
    watched.run(pixels, 2).dispose();
    expect(mostTensors - before).toBeLessThanOrEqual(2);
  });

  it('computes each image of a batch as it does alone', () => {
    const network = buildNetwork(tf, graph);
    const [together, first, second] = tf.tidy(() =>
      [
        network.run(pixels, 2),
        network.run(pixels.subarray(0, 12), 1),
        network.run(pixels.subarray(12), 1),
      ].map((logits) => [...logits.dataSync()]),
    );
    expect(together).toEqual([...(first ?? []), ...(second ?? [])]);
    network.dispose();
  });
});
