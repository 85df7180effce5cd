import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readKerasModel } from '@slc/keras-h5';
import { prepareGraph, shapesOf } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

// Small classifiers with heads of every sort, written by Keras with its Grad-CAM and HiResCAM:
// packages/keras-h5/scripts/make-heat-map-fixtures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/heat-maps/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => file.endsWith('.gz'));

const folder = mkdtempSync(join(tmpdir(), 'heat-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Reference {
  readonly images: readonly (readonly number[])[];
  /** Height, width, classes. */
  readonly shape: readonly number[];
  readonly gradCam: readonly (readonly number[])[];
  readonly hiResCam: readonly (readonly number[])[];
}

const cases = engines.flatMap((engine) => names.map((name) => ({ ...engine, name })));

describe.each(cases)('the heat maps of $name on $engine', ({ name, ...engine }) => {
  it.skipIf(!engine.isInstalled)('are Keras’s, for each class', async () => {
    const file = name.replace(/\.gz$/, '');
    const path = join(folder, file);
    writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
    const reference: Reference = JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8'));
    const { graph } = await readKerasModel(path, { scratchDirectory: folder });
    const prepared = prepareGraph(graph, { scale: 1, offset: 0 });
    const outputs = await runOn(engine, prepared, { images: reference.images, folder });
    for (const method of ['gradCam', 'hiResCam'] as const) {
      expect(shapesOf(prepared).get(prepared.outputs[method] ?? ''), method).toEqual(reference.shape);
      const expected = reference[method].flat();
      const scale = Math.max(...expected);
      const differences = expected.map((value, i) => Math.abs((outputs[method]?.[i] ?? Number.NaN) - value));
      // Float32 on both sides, as parts of the largest value.
      expect(Math.max(...differences) / scale, method).toBeLessThanOrEqual(1e-5);
    }
  });
});
