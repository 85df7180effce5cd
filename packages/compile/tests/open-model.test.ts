import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elsewhere, node, ones, ownFile } from '@slc/onnx-file/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openModel } from '../dist/open-model.js';

const folder = mkdtempSync(join(tmpdir(), 'open-model-'));
const cache = join(folder, 'cache');
beforeAll(() => void vi.stubEnv('XDG_CACHE_HOME', cache));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const weightsPath = join(folder, 'model.onnx');
const NODES = [
  node('Conv', 'conv', ['image', 'kernel']),
  node('GlobalAveragePool', 'pool', ['conv']),
  node('Flatten', 'row', ['pool']),
  node('Gemm', 'last', ['row', 'weights']),
];
const OPTIONS = { format: 'onnx', precision: 'float32' } as const;

it('opens no further file but the one that the manifest was verified with, and leaves no folder behind', async () => {
  const initializers = [ones('kernel', 2, 3, 3, 3), elsewhere('weights', { location: 'far.bin' })];
  writeFileSync(weightsPath, ownFile({ nodes: NODES, initializers }));
  writeFileSync(join(folder, 'far.bin'), new Uint8Array(16));
  const { manifest, mainSha256 } = await openModel({ kind: 'bare-file', weightsPath }, OPTIONS);
  expect(manifest.source.files).toMatchObject([{ file: 'far.bin', sizeBytes: 16 }]);
  const named = { kind: 'manifest', manifest, folder, weightsPath, verifiedSha256: mainSha256 } as const;
  expect(await openModel(named, OPTIONS)).toMatchObject({ mainSha256 });
  // As after it was verified.
  writeFileSync(join(folder, 'far.bin'), new Uint8Array(16).fill(1));
  await expect(openModel(named, OPTIONS)).rejects.toMatchObject({
    code: 'invalid_model',
    message: expect.stringMatching(/^far\.bin: expected one of the further files with the manifest's sha256/),
  });
  const left = readdirSync(join(cache, 'skin-lesion-classifier', 'compiled'));
  expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
});
