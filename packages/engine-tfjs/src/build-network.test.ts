import '@tensorflow/tfjs-backend-wasm';
import type { OutputName } from '@slc/domain';
import type { Layer, LayerGraph } from '@slc/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork, type Network } from './build-network.js';

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

function runOnce(network: Network, batchSize: number): void {
  for (const tensor of network.run(pixels, batchSize, ['logits'])) tensor.dispose();
}

describe('a network', () => {
  it('has as many tensors after a hundred runs as after the first, and none when it is disposed of', () => {
    const before = tf.memory().numTensors;
    const network = buildNetwork(tf, graph);
    runOnce(network, 2);
    const afterOne = tf.memory();
    for (let i = 0; i < 100; i++) runOnce(network, 2);
    expect(tf.memory().numTensors).toBe(afterOne.numTensors);
    expect(tf.memory().numBytes).toBe(afterOne.numBytes);
    network.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves nothing behind when a run fails', () => {
    const network = buildNetwork(tf, graph);
    const before = tf.memory().numTensors;
    expect(() => network.run(pixels, 3, ['logits'])).toThrow(/shape/);
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
    runOnce(watched, 2);
    expect(mostTensors - before).toBeLessThanOrEqual(2);
  });

  it('computes each image of a batch as it does alone', () => {
    const network = buildNetwork(tf, graph);
    const [together, first, second] = tf.tidy(() =>
      [
        network.run(pixels, 2, ['logits']),
        network.run(pixels.subarray(0, 12), 1, ['logits']),
        network.run(pixels.subarray(12), 1, ['logits']),
      ].map(([logits]) => [...(logits?.dataSync() ?? [])]),
    );
    expect(together).toEqual([...(first ?? []), ...(second ?? [])]);
    network.dispose();
  });

  it('computes what the wanted outputs need, and nothing more', () => {
    const calls: string[] = [];
    const watching = {
      ...tf,
      abs: (x: tf.Tensor) => {
        calls.push('abs');
        return tf.abs(x);
      },
      sqrt: (x: tf.Tensor) => {
        calls.push('sqrt');
        return tf.sqrt(x);
      },
    };
    const layers: readonly Layer[] = [
      input,
      { kind: 'activation', name: 'embedding', inputs: ['image'], activation: { kind: 'abs' } },
      { kind: 'activation', name: 'logits', inputs: ['embedding'], activation: { kind: 'sqrt' } },
    ];
    const outputs = { logits: 'logits', embedding: 'embedding' };
    const network = buildNetwork(watching as typeof tf, { layers, outputs });
    const before = tf.memory().numTensors;
    const called = (...names: OutputName[]) => {
      calls.length = 0;
      const tensors = network.run(pixels, 2, names);
      expect(tf.memory().numTensors - before).toBe(names.length);
      tf.dispose([...tensors]);
      return [...calls];
    };
    expect(called('embedding')).toEqual(['abs']);
    expect(called('logits')).toEqual(['abs', 'sqrt']);
    expect(called('embedding', 'logits')).toEqual(['abs', 'sqrt']);
  });

  it('refuses an output that it does not have', () => {
    const network = buildNetwork(tf, graph);
    expect(() => network.run(pixels, 2, ['embedding'])).toThrow(/no output embedding/);
    network.dispose();
  });
});
