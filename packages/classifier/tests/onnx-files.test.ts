import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SlcError } from '@slc/domain';
import { type ResolvedModel, resolveModel } from '@slc/models';
import { describe, expect, it } from 'vitest';
import { type Classifier, inspectModel, openClassifier } from '../dist/index.js';
import { fieldManifest } from './field-manifest.js';
import { OPTIONS, ownFolder, resources } from './open-classifiers.js';

const folder = ownFolder('onnx-files');
const fixture = (name: string) => new URL(`../fixtures/onnx-files/${name}`, import.meta.url);
const PICTURE = readFileSync(new URL('../fixtures/field-cases/picture-64x64.png', import.meta.url));

interface Expected {
  readonly preprocessing: object;
  readonly labels: unknown;
  /** onnxruntime's own, in Python. */
  readonly probabilities: readonly number[];
  /** Class activation map of the top class. */
  readonly cam?: readonly (readonly number[])[];
}

const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(fixture('expected.json'), 'utf8'),
);

function unpack(...names: readonly [string, ...string[]]): string {
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, gunzipSync(readFileSync(fixture(`${name}.gz`))));
  }
  return join(folder, names[0]);
}

function withManifest(file: string): ResolvedModel {
  const { preprocessing, labels } = expected[file] ?? {};
  const manifest = fieldManifest(file, { preprocessing, labels });
  return { kind: 'manifest', manifest, folder, weightsPath: unpack(file) };
}

async function withClassifier(
  model: ResolvedModel,
  use: (classifier: Classifier) => Promise<void>,
): Promise<void> {
  const options = { ...OPTIONS, batchMaxSize: 8, engine: 'onnx', resources: resources() } as const;
  const classifier = await openClassifier(model, options);
  try {
    await use(classifier);
  } finally {
    await classifier.close();
  }
}

/** In the order of the manifest's labels. */
async function probabilitiesOf(classifier: Classifier): Promise<readonly number[]> {
  const { predictions } = (await classifier.classify(PICTURE)).classification;
  return classifier.manifest.labels.map(
    ({ id }) => predictions.find((each) => each.class === id)?.probability ?? Number.NaN,
  );
}

describe('a file from the field is served with onnxruntime’s numbers, alone and eight at a time', () => {
  it.each([
    ['whose weights are in a second file', 'cnn-external.onnx', 1e-5, 'together'],
    ['that declares a free batch and fails at two', 'baked-batch.onnx', 1e-5, 'freed'],
    ['of TensorFlow’s layout, which ends in a softmax', 'nhwc-softmax.onnx', 1e-5, 'together'],
    ['of one logit', 'one-logit.onnx', 1e-5, 'together'],
    ['of one picture and attention', 'tiny-vit.onnx', 1e-5, 'one-by-one'],
    ['that reads blue, green, red', 'bgr.onnx', 1e-5, 'together'],
    // Kernels of int8 differ between onnxruntime's versions and processors.
    ['of dynamic int8', 'dynamic-int8.onnx', 5e-3, 'one-by-one'],
    ['that reads float16', 'float16-input.onnx', 1e-4, 'together'],
    ['of Hugging Face', 'optimum/model.onnx', 1e-5, 'together'],
    ['of Ultralytics, which declares a batch of one', 'ultralytics.onnx', 1e-5, 'together'],
  ])('%s', async (_, file, tolerance, batch) => {
    if (file === 'cnn-external.onnx') unpack('cnn-external.onnx.data');
    const model = withManifest(file);
    expect((await inspectModel(model)).onnx?.batch.kind).toBe(batch);
    await withClassifier(model, async (classifier) => {
      // The log says it too.
      const isSaid = classifier.engineReason.includes('pictures go one by one');
      expect(isSaid).toBe(batch === 'one-by-one');
      const alone = await probabilitiesOf(classifier);
      const together = await Promise.all(Array.from({ length: 24 }, () => probabilitiesOf(classifier)));
      const { probabilities = [] } = expected[file] ?? {};
      for (const given of [alone, ...together]) {
        expect(given).toHaveLength(probabilities.length);
        const differences = given.map((value, i) => Math.abs(value - (probabilities[i] ?? Number.NaN)));
        expect(Math.max(...differences)).toBeLessThan(tolerance);
      }
    });
  });
});

describe('names and recipe are taken from', () => {
  it.each([
    ['the files of Hugging Face beside it', 'optimum/model.onnx', ['NV', 'MEL', 'BKL', 'other']],
    ['its own metadata', 'ultralytics.onnx', ['benign', 'malignant', 'other']],
  ])('%s', async (_, file, ids) => {
    const path = unpack(file);
    for (const each of ['config.json', 'preprocessor_config.json']) {
      writeFileSync(join(folder, 'optimum', each), readFileSync(fixture(`optimum/${each}`)));
    }
    await withClassifier(await resolveModel(path), async (classifier) => {
      expect(classifier.manifest.labels.map(({ id }) => id)).toEqual(ids);
      expect(classifier.manifest.guessed).toBeUndefined();
      const given = await probabilitiesOf(classifier);
      const { probabilities = [] } = expected[file] ?? {};
      expect(given).toEqual(probabilities.map((value) => expect.closeTo(value, 5)));
    });
  });
});

describe('where an answer comes from', () => {
  it('is the class activation map of a head that pools and weights', async () => {
    unpack('cnn-external.onnx.data');
    await withClassifier(withManifest('cnn-external.onnx'), async (classifier) => {
      const wanted = expected['cnn-external.onnx']?.cam?.flat() ?? [];
      for (const explain of ['grad-cam', 'hirescam'] as const) {
        const { explanation } = (await classifier.classify(PICTURE, { explain })).classification;
        expect(explanation).toMatchObject({ height: 16, width: 16 });
        const differences = wanted.map((value, i) =>
          Math.abs(value - (explanation?.values[i] ?? Number.NaN)),
        );
        expect(Math.max(...differences)).toBeLessThan(1e-4);
      }
      const { explanation } = (await classifier.classify(PICTURE, { explain: 'score-cam' })).classification;
      expect(explanation).toMatchObject({ method: 'score-cam', height: 16, width: 16 });
    });
  });

  it('is not to be seen in a network of attention alone', async () => {
    await withClassifier(withManifest('tiny-vit.onnx'), async (classifier) => {
      const asked = classifier.classify(PICTURE, { explain: 'score-cam' });
      await expect(asked).rejects.toMatchObject({ code: 'unsupported_model' } satisfies Partial<SlcError>);
    });
  });
});

it.each([
  [
    'data-missing.onnx',
    /data-missing\.onnx: its weights are in a file of their own, data-missing\.onnx\.data, which is not there/,
  ],
  ['escape.onnx', /expected a file beside the model, .* which lies elsewhere/],
  ['web-page.onnx', /expected an ONNX file, got a web page: download the file itself/],
  ['multi-label.onnx', /expected classes that exclude each other, got 14 sigmoids/],
])('refuses %s in words', async (file, words) => {
  const model = await resolveModel(unpack(file));
  const opening = openClassifier(model, { ...OPTIONS, engine: 'onnx', resources: resources() });
  await expect(opening).rejects.toThrow(words);
});

it('a TensorFlow.js engine refuses an ONNX file by name', async () => {
  const options = { ...OPTIONS, engine: 'tfjs-wasm', resources: resources() } as const;
  const opening = openClassifier(withManifest('bgr.onnx'), options);
  await expect(opening).rejects.toThrow('an ONNX file: expected engine onnx, onnx-cuda or onnx-webgpu');
});
