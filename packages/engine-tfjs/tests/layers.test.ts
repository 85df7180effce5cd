import '@tensorflow/tfjs-backend-wasm';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { OutputName } from '@slc/domain';
import { type LayerGraph, prepareGraph } from '@slc/layer-graph';
import { findDifferences, heatMapCases, imagesFor, layerCases, windowCases } from '@slc/layer-graph/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork, type Network } from '../src/build-network.js';
import { readGraphFile } from '../src/graph-file.js';
import { compileToTfjs, isNativePackageInstalled } from '../src/index.js';
import { startNativeTensorFlow } from '../src/native-tensorflow.js';
import type { TensorFlow } from '../src/tensorflow.js';

const engines = [
  {
    name: 'in WebAssembly',
    isHere: true,
    async start() {
      tf.enableProdMode();
      await tf.setBackend('wasm');
      return tf;
    },
  },
  {
    name: 'in the native library (skipped where @tensorflow/tfjs-node is not installed)',
    isHere: isNativePackageInstalled('@tensorflow/tfjs-node'),
    async start() {
      return (await startNativeTensorFlow('@tensorflow/tfjs-node', () => import('@tensorflow/tfjs-node'), 2))
        .tf;
    },
  },
];

const heads = heatMapCases().map(({ name, graph }) => ({
  name,
  graph: prepareGraph(graph, { scale: 1, offset: 0 }),
}));

function run(network: Network, graph: LayerGraph, images: readonly Uint8Array[]) {
  const names = Object.keys(graph.outputs) as OutputName[];
  const tensors = network.run(Buffer.concat(images), images.length, names);
  const outputs = Object.fromEntries(names.map((name, i) => [name, tensors[i]?.dataSync() ?? []]));
  for (const tensor of tensors) tensor.dispose();
  return outputs;
}

describe.each(engines)('layers $name', ({ start, isHere }) => {
  let tensorflow: TensorFlow;
  beforeAll(async () => {
    if (isHere) tensorflow = await start();
  });

  it.skipIf(!isHere).each([...layerCases(), ...windowCases(), ...heads])('$name', ({ graph }) => {
    const before = tensorflow.memory().numTensors;
    const network = buildNetwork(tensorflow, readGraphFile(Buffer.concat(compileToTfjs(graph))));
    const whenBuilt = tensorflow.memory().numTensors;

    const images = imagesFor(graph);
    expect(findDifferences(graph, { images, outputs: run(network, graph, images) })).toEqual([]);

    for (let i = 0; i < 10; i++) run(network, graph, images.slice(0, 1));
    expect(tensorflow.memory().numTensors).toBe(whenBuilt);
    network.dispose();
    expect(tensorflow.memory().numTensors).toBe(before);
  });
});

it('keeps nothing of the file in memory once the weights are on the device', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  await tf.setBackend('wasm');
  const networks = layerCases().map(({ name, graph }) => {
    const bytes = Uint8Array.from(Buffer.concat(compileToTfjs(graph)));
    return { name, file: new WeakRef(bytes.buffer), network: buildNetwork(tf, readGraphFile(bytes)) };
  });
  const left = () => networks.filter(({ file }) => file.deref() !== undefined).map(({ name }) => name);
  for (let i = 0; i < 10 && left().length > 0; i++) {
    // A WeakRef holds on to its target until the turn in which it was made or asked has ended.
    await setImmediate();
    collectGarbage();
  }
  expect(left()).toEqual([]);
  for (const { network } of networks) network.dispose();
});
