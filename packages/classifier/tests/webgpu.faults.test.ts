import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openModel } from '@slc/compile';
import type { EngineModule } from '@slc/engine';
import { engineModule, webgpuEngineModule } from '@slc/engine-onnx';
import { decodeImage, preprocess } from '@slc/image';
import { resolveModel } from '@slc/models';
import { expect, it } from 'vitest';
import { describeOnSoftwareGpu } from '../../engine-onnx/tests/software-gpu.js';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../image/tests/photographs.js';
import { LARGE_NOTE, LARGE_REFERENCES } from './keras-references.js';
import { ownFolder, referenceModel } from './open-classifiers.js';

const folder = ownFolder('webgpu-faults');

/** A GPU that is a program takes half a minute for one image of EfficientNetV2S. */
const PATIENCE_MS = 1_800_000;

async function openOnWebgpu(model: string) {
  const opened = await openModel(await referenceModel(model), { format: 'onnx', precision: 'float32' });
  const { openEngine } = (await import(webgpuEngineModule.href)) as EngineModule;
  return { ...opened, engine: await openEngine(opened.path, { threads: 1 }) };
}

describeOnSoftwareGpu(`WebGPU against Keras and the CPU${LARGE_NOTE}${PHOTOGRAPHS_NOTE}`, () => {
  it.skipIf(PHOTOGRAPHS.length === 0).each(LARGE_REFERENCES)(
    '$name gives the logits of its reference, all of it on the GPU',
    async ({ model, logitsOf }) => {
      const { engine, manifest } = await openOnWebgpu(model);
      try {
        expect(engine.operatorsOnCpu).toEqual([]);
        for (const { name, bytes } of PHOTOGRAPHS.slice(0, 2)) {
          const pixels = await decodeImage(bytes, { maxBytes: 2 ** 28, maxPixels: 2 ** 28 });
          const { data } = preprocess(pixels, manifest.preprocessing, manifest.input);
          const { logits = [] } = await engine.infer(data, 1, ['logits']);
          const differences = logitsOf(name).map((expected, i) =>
            Math.abs((logits[i] ?? Number.NaN) - expected),
          );
          expect(Math.max(...differences)).toBeLessThanOrEqual(1e-3);
        }
      } finally {
        await engine.close();
      }
    },
    PATIENCE_MS,
  );

  it('gives the CPU’s logits with an ONNX file', async () => {
    const path = join(folder, 'bgr.onnx');
    const fixture = new URL('../fixtures/onnx-files/bgr.onnx.gz', import.meta.url);
    writeFileSync(path, gunzipSync(readFileSync(fixture)));
    const opened = await openModel(await resolveModel(path), { format: 'onnx', precision: 'float32' });
    const { height, width } = opened.manifest.input;
    const pixels = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 7) % 251);
    const given = [];
    for (const module of [engineModule, webgpuEngineModule]) {
      const { openEngine } = (await import(module.href)) as EngineModule;
      const engine = await openEngine(opened.path, { threads: 1 });
      given.push((await engine.infer(pixels, 1, ['logits'])).logits ?? []);
      await engine.close();
    }
    const [cpu = [], gpu = []] = given;
    expect(cpu.length).toBe(opened.manifest.labels.length);
    expect([...gpu]).toEqual([...cpu].map((logit) => expect.closeTo(logit, 3)));
  });
});

describeOnSoftwareGpu('WebGPU under load', () => {
  it(
    'keeps its memory, whatever sizes its batches have',
    async () => {
      const { engine, manifest } = await openOnWebgpu('compact-lite0');
      const { height, width } = manifest.input;
      const resident = async (sizes: readonly number[]) => {
        for (const size of sizes)
          await engine.infer(new Uint8Array(size * height * width * 3), size, ['logits']);
        return process.memoryUsage.rss();
      };
      try {
        const before = await resident([1, 2, 1, 2]);
        const after = await resident(Array.from({ length: 30 }, (_, i) => 1 + (i % 2)));
        expect(after).toBeLessThan(before + 64 * 2 ** 20);
      } finally {
        await engine.close();
      }
    },
    PATIENCE_MS,
  );
});
