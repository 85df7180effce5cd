import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readKerasModel } from '@slc/keras-h5';
import { prepareGraph } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

// Models of the kinds that people reported, with Keras's probabilities: README.md in the folder.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/field-cases/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => /\.(h5|keras)\.gz$/.test(file));
const probabilities: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(join(fixtures, 'probabilities.json'), 'utf8'),
);
const picture = [...gunzipSync(readFileSync(join(fixtures, 'picture.rgb.gz')))];

const folder = mkdtempSync(join(tmpdir(), 'field-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

function softmax(logits: Float32Array): readonly number[] {
  const top = Math.max(...logits);
  const exponents = Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = exponents.reduce((total, each) => total + each, 0);
  return exponents.map((each) => each / sum);
}

describe.each(engines)('a model from the field on $engine', (engine) => {
  it.skipIf(!engine.isInstalled).each(names)('%s gives Keras’s probabilities', async (name) => {
    const file = name.replace(/\.gz$/, '');
    const path = join(folder, file);
    writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
    const { graph } = await readKerasModel(path, { scratchDirectory: folder });
    const prepared = prepareGraph(graph, { scale: 1, offset: 0 });
    // The same picture twice, as no number may come from another image of the batch.
    const { logits } = await runOn(engine, prepared, { images: [picture, picture], folder });
    const expected = probabilities[file] ?? [];
    for (const half of [0, 1]) {
      const given = softmax(
        logits?.subarray(half * expected.length, (half + 1) * expected.length) ?? new Float32Array(),
      );
      given.forEach((value, i) => {
        expect(Math.abs(value - (expected[i] ?? Number.NaN)), `class ${i}`).toBeLessThanOrEqual(1e-4);
      });
      expect(given).toHaveLength(7);
    }
  });
});
