import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readKerasModel } from '@slc/keras-h5';
import { type LayerGraph, prepareGraph, sizeOf } from '@slc/layer-graph';
import { afterAll, expect, it } from 'vitest';
import { engines, runOn } from './engines-under-test.js';

// Small classifiers with unusual inputs, ends and layers, with Keras's outputs:
// packages/keras-h5/scripts/make-case-fixtures.py.
const fixtures = fileURLToPath(new URL('../../keras-h5/fixtures/cases/', import.meta.url));
const names = readdirSync(fixtures).filter((file) => file.endsWith('.gz'));

interface Reference {
  readonly images: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  readonly size?: readonly [number, number];
  readonly output?: string;
  /** Network input = pixel * scale; 1 where it is not given. */
  readonly scale?: number;
}

const folder = mkdtempSync(join(tmpdir(), 'keras-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = engines
  .filter(({ engine }) => engine === 'onnx' || engine === 'tfjs-wasm')
  // What only the reader has to do with is a matter of the graph, not of the engine.
  .flatMap((engine) =>
    names
      .filter((name) => engine.engine === 'onnx' || /mixtures|resizes/.test(name))
      .map((name) => ({ ...engine, name })),
  );

it.each(cases)('$name gives Keras’s numbers on $engine', async ({ name, ...engine }) => {
  const file = name.replace(/\.gz$/, '');
  const path = join(folder, file);
  writeFileSync(path, gunzipSync(readFileSync(join(fixtures, name))));
  const text = readFileSync(join(fixtures, `${file.replace(/\.\w+$/, '')}.json`), 'utf8');
  const { images, outputs, size, output, scale = 1 }: Reference = JSON.parse(text);
  const [height = 0, width = 0] = size ?? [];
  const { graph } = await readKerasModel(path, {
    scratchDirectory: folder,
    size: size ? { height, width } : null,
    output: output ?? null,
  });
  const prepared = prepareGraph(graph, { scale, offset: 0 });
  const { logits } = await runOn(engine, prepared, { images: asPixels(images, prepared), folder });
  const classes = (logits?.length ?? 0) / images.length;
  outputs.forEach((row, i) => {
    const [first = 0] = row;
    const given = row.length === 1 ? [1 - first, first] : row;
    const total = given.reduce((sum, value) => sum + value);
    const probabilities = softmax([...(logits ?? [])].slice(i * classes, (i + 1) * classes));
    expect(probabilities.length).toBe(given.length);
    given.forEach((value, k) => {
      expect(Math.abs((probabilities[k] ?? Number.NaN) - value / total), `class ${k}`).toBeLessThan(2e-6);
    });
  });
});

/** A compiled network may take three channels where the file's has one: three alike. */
function asPixels(images: Reference['images'], { layers }: LayerGraph): Reference['images'] {
  const shape = layers.find((layer) => layer.kind === 'input')?.shape ?? [];
  const times = sizeOf(shape) / (images[0]?.length ?? 1);
  return images.map((pixels) => pixels.flatMap((value) => new Array<number>(times).fill(value)));
}

function softmax(logits: readonly number[]): readonly number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}
