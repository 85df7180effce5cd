import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Classification, ManifestJson } from '@slc/domain';
import { createClassifierClient } from '@slc/rpc';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DevStack, envToDevStackConfig, startDevStack } from '../dist/index.js';
import { formWith, QUIET_ENV } from './running-stack.js';

// Models of other classes than HAM10000's seven, made by Keras, by every way in. Their networks, and what Keras gives for
// their pictures, are those of packages/keras-h5/scripts/make-fixtures.py.

const SLC = fileURLToPath(new URL('../bin/slc.mjs', import.meta.url));

/** Height and width of the networks' input. Pictures are sent enlarged, since those under 32 pixels are refused. */
const [HEIGHT, WIDTH, ENLARGED] = [9, 8, 8];

/** float32 against Keras's float32, on networks of some thousand parameters. */
const TOLERANCE = 1e-5;

interface Fixture {
  readonly images: readonly (readonly number[])[];
  /** Of each picture: probabilities, of one sigmoid the second class's alone. */
  readonly outputs: readonly (readonly number[])[];
}

const folder = mkdtempSync(join(tmpdir(), 'slc-own-classes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `c${i}`, name: `Class ${i}` }));

describe.each<{
  file: string;
  labels: ManifestJson['labels'];
  ids: readonly string[];
  isMalignantSummed: boolean;
}>([
  {
    file: 'keras2-softmax-8.h5',
    labels: 'isic-2019',
    ids: ['MEL', 'NV', 'BCC', 'AK', 'BKL', 'DF', 'VASC', 'SCC'],
    isMalignantSummed: true,
  },
  {
    file: 'keras3-softmax-2.keras',
    labels: 'benign-malignant',
    ids: ['benign', 'malignant'],
    isMalignantSummed: true,
  },
  {
    file: 'keras2-sigmoid.h5',
    labels: [
      { id: 'other', name: 'Anything else', malignancy: 'benign' },
      { id: 'MEL-like', name: 'Melanoma-like', translations: { es: { name: 'Parecida a un melanoma' } } },
    ],
    ids: ['other', 'MEL-like'],
    isMalignantSummed: false,
  },
  {
    file: 'keras3-softmax-300.keras',
    labels: numbered(300),
    ids: numbered(300).map(({ id }) => id),
    isMalignantSummed: false,
  },
])('the classes of $file', ({ file, labels, ids, isMalignantSummed }) => {
  const fixture = readFixture(file);
  const [pixels = []] = fixture.images;
  const [output = []] = fixture.outputs;
  const expected = output.length === 1 ? [1 - (output[0] ?? 0), output[0] ?? 0] : output;
  let stack: DevStack;
  let base: string;
  let image: Buffer;
  let manifestPath: string;

  beforeAll(async () => {
    image = await sharp(Uint8Array.from(pixels), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .resize(WIDTH * ENLARGED, HEIGHT * ENLARGED, { kernel: 'nearest' })
      .png()
      .toBuffer();
    manifestPath = writeModel(file, labels);
    stack = await startDevStack(
      envToDevStackConfig({ ...QUIET_ENV, MODEL: manifestPath, MODEL_FALLBACK: 'none' }),
    );
    await stack.ready;
    base = `http://127.0.0.1:${stack.httpPort}`;
  });
  afterAll(() => stack?.close());

  function expectKeras({ predictions, topClass, malignantProbability }: Classification): void {
    expect(predictions.map((prediction) => prediction.class).toSorted()).toEqual(ids.toSorted());
    expect(predictions[0]?.class).toBe(topClass);
    for (const { class: id, probability } of predictions) {
      const wanted = expected[ids.indexOf(id)] ?? Number.NaN;
      expect(Math.abs(probability - wanted), id).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(malignantProbability !== undefined).toBe(isMalignantSummed);
  }

  it('come with Keras’s probabilities by JSON', async () => {
    const response = await fetch(`${base}/api/v1/classify`, {
      method: 'POST',
      body: Uint8Array.from(image),
      headers: { 'Content-Type': 'image/png' },
    });
    expectKeras((await response.json()) as Classification);
  });

  it('come with Keras’s probabilities by gRPC, and the manifest names them', async () => {
    const address = `127.0.0.1:${stack.grpcPort}`;
    const client = createClassifierClient({ address, maxMessageBytes: 1024 * 1024 });
    const { classification } = await client.classify({ image }, { timeoutMs: 10_000 });
    const { manifest } = await client.getModelInfo({ timeoutMs: 10_000 });
    client.close();
    expectKeras(classification);
    expect(manifest?.labels.map(({ id }) => id)).toEqual(ids);
  });

  it('come with Keras’s probabilities by the command line, in text by their names', async () => {
    const path = join(folder, `${file}.png`);
    writeFileSync(path, image);
    const run = async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, [SLC, 'classify', '--model', manifestPath, ...args, path]))
        .stdout;
    expectKeras(JSON.parse(await run('--json')) as Classification);
    const text = await run();
    expect(text.match(/^ +\S* +\d+\.\d % {2}/gm)).toHaveLength(
      Math.min(ids.length, 20) + (isMalignantSummed ? 1 : 0),
    );
    expect(text.includes('malignant or pre-malignant together')).toBe(isMalignantSummed);
  });

  it.each(['', '/es'])('come on the page%s, with their names', async (language) => {
    const page = await (
      await fetch(`${base}${language}/classify`, { method: 'POST', body: formWith('image', image) })
    ).text();
    const shown = [...page.matchAll(/data-class="([^"]+)"[\s\S]*?<data value="([\d.e-]+)">/g)];
    expect(shown.map(([, id]) => id).toSorted()).toEqual(ids.toSorted());
    for (const [, id = '', value] of shown) {
      expect(Math.abs(Number(value) - (expected[ids.indexOf(id)] ?? Number.NaN))).toBeLessThanOrEqual(
        TOLERANCE,
      );
    }
    if (ids.includes('MEL-like')) {
      expect(page).toContain(language === '' ? 'Melanoma-like' : 'Parecida a un melanoma');
    }
    expect(page).not.toMatch(/\bseven\b|\bsiete\b/i);
    const model = await fetch(`${base}${language}/model-info`);
    expect(model.status).toBe(200);
    expect(await model.text()).not.toMatch(/\bseven\b|\bsiete\b/i);
  });

  it('are counted in the metrics, the first hundred by their names', async () => {
    const response = await fetch(`http://127.0.0.1:${stack.workerMetricsPort}/metrics`);
    const counted = [
      ...(await response.text()).matchAll(/^classifier_predictions_total\{class="([^"]+)"\}/gm),
    ];
    const named = counted.map(([, id]) => id);
    expect(named).toEqual(ids.length > 100 ? [...ids.slice(0, 100), 'other'] : ids);
  });
});

function readFixture(file: string): Fixture {
  return JSON.parse(readFileSync(new URL(`../../keras-h5/fixtures/${file}.json`, import.meta.url), 'utf8'));
}

/** @returns the path of a manifest with the model beside it */
function writeModel(file: string, labels: ManifestJson['labels']): string {
  const packed = readFileSync(new URL(`../../keras-h5/fixtures/${file}.gz`, import.meta.url));
  writeFileSync(join(folder, file), gunzipSync(packed));
  const manifest: ManifestJson = {
    id: file.replace(/\.\w+$/, ''),
    name: 'A small network',
    summary: 'Made by Keras for a test.',
    source: { kind: 'file', file, revision: '1', sizeBytes: null, sha256: null },
    architecture: { name: 'convolution, pooling, dense layer', parameters: null },
    input: { height: HEIGHT, width: WIDTH },
    // These networks scale their input themselves.
    preprocessing: { crop: 'none', resize: 'nearest', scale: 1, offset: 0 },
    labels,
    temperature: { value: 1, fittedOn: null },
    training: null,
    evaluations: [],
    licence: { spdx: 'MIT', nonCommercial: false, attribution: 'None.' },
    caveats: ['It knows nothing.'],
    goldenLogits: [],
  };
  const path = join(folder, `${file}.json`);
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}
