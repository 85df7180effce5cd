import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readKerasModel } from '../src/read-keras-model.js';

const folder = mkdtempSync(join(tmpdir(), 'classifiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads the compact model: layers, parameters and float16 weights', async () => {
  const path = fileURLToPath(new URL('../../models/compact-lite0/compact-lite0.h5', import.meta.url));
  const model = await readKerasModel(path);
  expect(model).toMatchObject({
    inputShape: [224, 224, 3],
    outputShape: [7],
    finalActivation: 'softmax',
    parameters: 3_421_991,
    layerCounts: { Conv2D: 33, DepthwiseConv2D: 16, BatchNormalization: 49, ReLU: 33, Add: 9, Dense: 1 },
  });
});

it.each([
  ['sigmoid', 'sigmoid', 1],
  ['linear', 'linear', 1],
  ['softmax-2', 'softmax', 2],
  ['softmax-8', 'softmax', 8],
  ['softmax-300', 'softmax', 300],
])('reads a classifier that ends in %s as it is', async (name, finalActivation, outputs) => {
  for (const file of [`keras2-${name}.h5`, `keras3-${name}.keras`]) {
    const path = join(folder, file);
    writeFileSync(path, gunzipSync(readFileSync(new URL(`../fixtures/${file}.gz`, import.meta.url))));
    await expect(readKerasModel(path, { scratchDirectory: folder }), file).resolves.toMatchObject({
      finalActivation,
      outputShape: [outputs],
    });
  }
});
