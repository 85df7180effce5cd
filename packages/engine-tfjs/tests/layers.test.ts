import '@tensorflow/tfjs-backend-wasm';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type LayerGraph, type Shape, sizeOf } from '@slc/layer-graph';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from '../src/build-network.js';
import { readGraphFile } from '../src/graph-file.js';
import { compileToTfjs, isNativePackageInstalled } from '../src/index.js';
import { startNativeTensorFlow } from '../src/native-tensorflow.js';
import type { TensorFlow } from '../src/tensorflow.js';
import { IMAGE_SHAPE, layerCases } from './layer-cases.js';
import { runNaively } from './naive-network.js';
import { windowCases } from './window-cases.js';

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

const images = imagesOf(IMAGE_SHAPE);

function imagesOf(shape: Shape): readonly Uint8Array[] {
  return [0, 1, 2].map((n) =>
    Uint8Array.from({ length: sizeOf(shape) }, (_, i) => (i * (37 + 24 * n) + 11 * n) % 256),
  );
}

/** Float32 has 24 bits; sums of a hundred products lose a few of them. */
function isNear(result: number | undefined, expected: number): boolean {
  return Math.abs((result ?? Number.NaN) - expected) <= 2e-5 * Math.max(1, Math.abs(expected));
}

describe.each(engines)('layers $name', ({ start, isHere }) => {
  let tensorflow: TensorFlow;
  beforeAll(async () => {
    if (isHere) tensorflow = await start();
  });

  it.skipIf(!isHere).each(layerCases())('$name', async ({ graph }) => {
    const before = tensorflow.memory().numTensors;
    const network = buildNetwork(tensorflow, readGraphFile(Buffer.concat(compileToTfjs(graph))));
    const whenBuilt = tensorflow.memory().numTensors;

    const logits = network.run(Buffer.concat(images), images.length);
    const results = await logits.data();
    logits.dispose();
    const expected = images.flatMap((image) => [...runNaively(graph, image)]);
    expect(results.length).toBe(expected.length);
    expect(expected.filter((value, i) => !isNear(results[i], value))).toEqual([]);

    for (let i = 0; i < 10; i++) network.run(images[0] ?? new Uint8Array(), 1).dispose();
    expect(tensorflow.memory().numTensors).toBe(whenBuilt);
    network.dispose();
    expect(tensorflow.memory().numTensors).toBe(before);
  });

  it.skipIf(!isHere).each(windowCases())(
    '$name, of every size and padding, over all of the image or with pixels left over',
    ({ image, graphs }) => {
      const pixels = imagesOf(image);
      const isWrong = (graph: LayerGraph) => {
        const network = buildNetwork(tensorflow, graph);
        const logits = network.run(Buffer.concat(pixels), pixels.length);
        const results = logits.dataSync();
        logits.dispose();
        network.dispose();
        const expected = pixels.flatMap((image) => [...runNaively(graph, image)]);
        return results.length !== expected.length || !expected.every((value, i) => isNear(results[i], value));
      };
      expect(graphs.filter(({ graph }) => isWrong(graph)).map(({ name }) => name)).toEqual([]);
    },
  );
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
