import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readKerasModel } from '../src/read-keras-model.js';

const folder = mkdtempSync(join(tmpdir(), 'classifiers-'));
afterAll(() => rmSync(folder, { recursive: true }));

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
