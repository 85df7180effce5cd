import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ResolvedModel, resolveModel } from '@slc/models';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspectModel, openClassifier } from '../dist/index.js';
import { fieldManifest } from './field-manifest.js';
import { OPTIONS, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('field-cases');
const fixture = (name: string) => new URL(`../fixtures/field-cases/${name}`, import.meta.url);
const expected: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(fixture('expected.json'), 'utf8'),
);

function unpack(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, gunzipSync(readFileSync(fixture(`${name}.gz`))));
  return path;
}

/** A model with a manifest of its own. */
function withManifest(file: string, changes: object): ResolvedModel {
  const manifest = fieldManifest(file, changes);
  return { kind: 'manifest', manifest, folder, weightsPath: unpack(file) };
}

/** @returns in the order of the manifest's labels */
async function probabilitiesOf(model: ResolvedModel, image: Buffer): Promise<readonly number[]> {
  const classifier = await openClassifier(model, { ...OPTIONS, engine: 'onnx', resources: resources() });
  try {
    const { predictions } = (await classifier.classify(image)).classification;
    const ids = model.kind === 'manifest' ? model.manifest.labels.map(({ id }) => id) : [];
    return ids.map((id) => predictions.find((each) => each.class === id)?.probability ?? Number.NaN);
  } finally {
    await classifier.close();
  }
}

function expectNear(given: readonly number[], wanted: unknown): void {
  const values = wanted as readonly number[];
  expect(given).toHaveLength(values.length);
  for (const [i, value] of values.entries()) expect(given[i]).toBeCloseTo(value, 6);
}

describe('a model from the field is served with Keras’s numbers', () => {
  it.each([
    ['of any size, which its manifest says', 'any-size.h5'],
    ['with a batch size in its input', 'input-batch8.h5'],
    ['without an input, called once on one image', 'noinput-called.h5'],
    ['with dropout under another name', 'fixed-dropout.h5'],
    ['with RandAugment', 'aug-RandAugment-k3.keras'],
    ['with RandomColorJitter', 'aug-RandomColorJitter-k3.keras'],
    ['with RandomErasing', 'aug-RandomErasing-k3.keras'],
    ['with RandomShear', 'aug-RandomShear-k3.keras'],
    ['that takes bytes', 'uint8-in-k3.keras'],
  ])('%s', async (_, file) => {
    const image = readFileSync(fixture('picture-64x64.png'));
    expectNear(await probabilitiesOf(withManifest(file, {}), image), expected[file]);
  });

  it.each([
    ['gender', 2],
    ['age', 4],
  ])('at the output that its manifest names: %s', async (output, classes) => {
    // Images of fewer than 32 pixels are refused; nearest-neighbour resizing takes this one back to what it was.
    const image = await sharp(readFileSync(fixture('picture-16x16.png')))
      .resize(64, 64, { kernel: 'nearest' })
      .png()
      .toBuffer();
    const model = withManifest('two-outputs.h5', {
      output,
      input: { height: 16, width: 16 },
      labels: Array.from({ length: classes }, (_, i) => ({ id: `c${i}`, name: `class ${i}` })),
      preprocessing: { crop: 'none', resize: 'nearest', scale: 1 / 255, offset: 0 },
    });
    const wanted = expected['two-outputs.h5'] as Readonly<Record<string, unknown>>;
    expectNear(await probabilitiesOf(model, image), wanted[output]);
  });
});

describe('a file from the field is refused in plain words', () => {
  it.each([
    ['any-size.h5', /takes pictures of any size, .*: write a manifest that says it/],
    ['two-outputs.h5', /it has 2 \(gender, age\): name it in a manifest, as in "output": "gender"$/],
    [
      'rgba.h5',
      /it takes 4 channels, such as red, green, blue and transparency: photographs have no fourth$/,
    ],
    ['landmarks.h5', /it takes 42 numbers, not a picture$/],
    ['weights-only.h5', /got weights alone, .*: save the whole with model.save\(path\)$/],
  ])('%s', async (file, message) => {
    await expect(inspectModel(await resolveModel(unpack(file)))).rejects.toThrow(message);
  });

  it.each([
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n',
      /git lfs pull$/,
    ],
    ['a web page', '<!DOCTYPE html>\n<html lang="en"><title>Error 404</title></html>\n', /got a web page/],
  ])('%s', async (_, content, message) => {
    const path = join(folder, 'other.h5');
    writeFileSync(path, content);
    await expect(inspectModel(await resolveModel(path))).rejects.toThrow(message);
  });

  it('a manifest that names an output which is not there, or scales pixels for a network that takes bytes', async () => {
    await expect(inspectModel(withManifest('two-outputs.h5', { output: 'weight' }))).rejects.toThrow(
      'model: expected an output weight, it has gender, age',
    );
    const preprocessing = { crop: 'none', resize: 'nearest', scale: 1 / 255, offset: 0 };
    await expect(inspectModel(withManifest('uint8-in-k3.keras', { preprocessing }))).rejects.toThrow(
      /the network takes whole numbers, pixels of 0 to 255 as they are \(scale 1, offset 0\)/,
    );
  });
});
