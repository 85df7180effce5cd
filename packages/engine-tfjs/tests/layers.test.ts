import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from '@slc/layer-graph';
import { afterAll, describe, expect, it } from 'vitest';
import { compileToTfjs, isNativePackageInstalled } from '../src/index.js';
import * as native from '../src/native-engine-module.js';
import * as wasm from '../src/wasm-engine-module.js';
import { IMAGE_SHAPE, layerCases } from './layer-cases.js';
import { runNaively } from './naive-network.js';

const folder = mkdtempSync(join(tmpdir(), 'engine-tfjs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const engines = [
  { name: 'in WebAssembly', open: wasm.openEngine, isHere: true },
  {
    name: 'in the native library (skipped where @tensorflow/tfjs-node is not installed)',
    open: (path: string) => native.openEngine(path, { threads: 2 }),
    isHere: isNativePackageInstalled('@tensorflow/tfjs-node'),
  },
];

const size = sizeOf(IMAGE_SHAPE);
const images = [0, 1, 2].map((n) =>
  Uint8Array.from({ length: size }, (_, i) => (i * (37 + 24 * n) + 11 * n) % 256),
);

describe.each(engines)('layers $name', ({ open, isHere }) => {
  it.skipIf(!isHere).each(layerCases())('$name', async ({ graph }) => {
    const path = join(folder, 'model.tfjs');
    writeFileSync(path, Buffer.concat(compileToTfjs(graph)));
    const engine = await open(path);
    try {
      const results = await engine.infer(Buffer.concat(images), images.length);
      const expected = images.flatMap((image) => [...runNaively(graph, image)]);
      expect(results.length).toBe(expected.length);
      expected.forEach((value, i) => {
        // Float32 has 24 bits; sums of a hundred products lose a few of them.
        const tolerance = 2e-5 * Math.max(1, Math.abs(value));
        expect(Math.abs((results[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
      });
    } finally {
      await engine.close();
    }
  });
});
