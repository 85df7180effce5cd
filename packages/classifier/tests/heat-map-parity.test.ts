import { readFileSync } from 'node:fs';
import { openModel } from '@slc/compile';
import type { EngineModule } from '@slc/engine';
import { engineModule } from '@slc/engine-onnx';
import { isNativePackageInstalled, nativeEngineModule, wasmEngineModule } from '@slc/engine-tfjs';
import { decodeImage, preprocess } from '@slc/image';
import { describe, expect, it } from 'vitest';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../image/tests/photographs.js';
import { LARGE_NOTE, LARGE_REFERENCES } from './keras-references.js';
import { referenceModel } from './open-classifiers.js';

/** Keras's maps of the top class, before what is negative is cut off. */
interface KerasMaps {
  readonly class: number;
  readonly gradcam: readonly number[];
  readonly hirescam: readonly number[];
}

const references = LARGE_REFERENCES.flatMap(({ name, model }) => {
  const json = readFileSync(model.replace(/\.(h5|keras)$/, '.json'), 'utf8');
  const { gradcam } = JSON.parse(json) as { gradcam: Readonly<Record<string, KerasMaps>> };
  const images = PHOTOGRAPHS.flatMap(({ name: photograph, bytes }) => {
    const maps = gradcam[photograph];
    return maps ? [{ bytes, maps }] : [];
  });
  return images.length > 0 ? [{ name, model, images }] : [];
});

/** A suite without a test would fail where the files are missing. */
const SKIPPED: typeof references = [{ name: 'a larger model', model: '', images: [] }];

/** Half a second an image in WebAssembly. */
const FEW = 4;

const engines = [
  { engine: 'onnx', format: 'onnx', module: engineModule, isHere: true, few: undefined },
  { engine: 'tfjs-wasm', format: 'tfjs', module: wasmEngineModule, isHere: true, few: FEW },
  {
    engine: 'tfjs-cpu',
    format: 'tfjs',
    module: nativeEngineModule,
    isHere: isNativePackageInstalled('@tensorflow/tfjs-node'),
    few: FEW,
  },
] as const;

// An engine whose library is not installed is skipped.
describe.each(engines)(
  `heat maps on $engine against Keras${LARGE_NOTE}`,
  ({ format, module, isHere, few }) => {
    it.skipIf(!isHere || references.length === 0).each(references.length > 0 ? references : SKIPPED)(
      `$name gives the maps of its reference for the photographs${PHOTOGRAPHS_NOTE}`,
      async ({ model, images }) => {
        const { manifest, path } = await openModel(await referenceModel(model), {
          format,
          precision: 'float32',
        });
        const { openEngine } = (await import(module.href)) as EngineModule;
        const engine = await openEngine(path, { threads: 2 });
        try {
          for (const { bytes, maps } of images.slice(0, few)) {
            const decoded = await decodeImage(bytes, { maxPixels: 2 ** 26, maxBytes: 2 ** 26 });
            const { data } = preprocess(decoded, manifest.preprocessing, manifest.input);
            const outputs = await engine.infer(data, 1, ['gradCam', 'hiResCam']);
            const { length: classes } = manifest.labels;
            for (const [given, expected] of [
              [outputs.gradCam, maps.gradcam],
              [outputs.hiResCam, maps.hirescam],
            ] as const) {
              const map = Array.from(given ?? []).filter((_, i) => i % classes === maps.class);
              const positive = expected.map((value) => Math.max(value, 0));
              expect(largestDifference(map, positive)).toBeLessThanOrEqual(1e-3);
              expect(correlation(map, positive)).toBeGreaterThanOrEqual(0.999);
            }
          }
        } finally {
          await engine.close();
        }
      },
      120_000,
    );
  },
);

/** Each map as parts of its own largest value. */
function largestDifference(map: readonly number[], expected: readonly number[]): number {
  expect(map.length).toBe(expected.length);
  const [largest, wanted] = [Math.max(...map), Math.max(...expected)];
  return Math.max(...expected.map((value, i) => Math.abs((map[i] ?? Number.NaN) / largest - value / wanted)));
}

/** Pearson's. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = (values: readonly number[]) => values.map((value) => value - mean(values));
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
  const [x, y] = [centred(a), centred(b)];
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
