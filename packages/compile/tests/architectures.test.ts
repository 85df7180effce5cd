import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readKerasModel } from '@slc/keras-h5';
import { prepareGraph } from '@slc/layer-graph';
import { imagesFor } from '@slc/layer-graph/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

// Whole architectures, those of keras.applications and what people write themselves, small in width, with Keras's logits:
// packages/keras-h5/scripts/make-architectures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/architectures/', import.meta.url));
const names = readdirSync(fixtures)
  .filter((file) => file.endsWith('.gz'))
  .map((file) => file.replace(/\.gz$/, ''));

type Rows = readonly (readonly number[])[];

interface Reference {
  readonly logits: Rows;
  readonly parameters: number;
  /** The same network in float64. */
  readonly float64?: Rows;
}

const LIMIT = 1e-3;

const folder = mkdtempSync(join(tmpdir(), 'architectures-'));
afterAll(() => rmSync(folder, { recursive: true }));

function largestDifference(a: ArrayLike<number> | undefined, b: Rows): number {
  const expected = b.flat();
  expect(a?.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (a?.[i] ?? Number.NaN))));
}

/** MobileNetV3 amplifies the last digit of its first layers: there, Keras itself is some way from the exact numbers. */
function limitOf({ logits, float64 }: Reference): number {
  return float64 ? Math.max(LIMIT, 2 * largestDifference(logits.flat(), float64)) : LIMIT;
}

describe.each(engines)('an architecture on $engine', (engine) => {
  it.skipIf(!engine.isInstalled).each(names)('%s gives Keras’s logits', async (file) => {
    const path = join(folder, file);
    writeFileSync(path, gunzipSync(readFileSync(join(fixtures, `${file}.gz`))));
    const reference: Reference = JSON.parse(readFileSync(join(fixtures, `${file}.json`), 'utf8'));
    const { graph, parameters } = await readKerasModel(path, { scratchDirectory: folder });
    expect(parameters).toBe(reference.parameters);

    const images = imagesFor(graph)
      .slice(0, 2)
      .map((image) => [...image]);
    const { logits } = await runOn(engine, prepareGraph(graph, { scale: 1, offset: 0 }), { images, folder });
    const exact = reference.float64 ?? reference.logits;
    expect(largestDifference(logits, exact)).toBeLessThanOrEqual(limitOf(reference));
  });
});
