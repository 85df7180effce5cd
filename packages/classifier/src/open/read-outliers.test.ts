import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelDescription } from '@slc/compile';
import { encodeOutliers, type OutlierDetector, outlierScore } from '@slc/evaluation';
import { bareFileManifest } from '@slc/models';
import { afterAll, describe, expect, it } from 'vitest';
import { readOutliers } from './read-outliers.js';

const folder = mkdtempSync(join(tmpdir(), 'read-outliers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const detector: OutlierDetector = {
  parts: {
    centre: Float32Array.of(1, 2, 3),
    components: Float32Array.of(1, 0, 0),
    deviations: Float32Array.of(2),
    means: Float32Array.of(0.5),
    wrongSort: null,
  },
  limits: { inside: 1, outside: 2, typicalWrongSort: 0, wrongSort: Number.POSITIVE_INFINITY },
};
const bytes = encodeOutliers(detector);
const description = { embeddingLength: 3 } as ModelDescription;

/** A model whose manifest names this file, and what is said of it. */
function modelWith(changes: { file?: string; sizeBytes?: number; sha256?: string; limit?: number } = {}) {
  const manifest = bareFileManifest({
    weightsPath: join(folder, 'a.h5'),
    sha256: '0'.repeat(64),
    input: { height: 8, width: 8 },
    parameters: 1,
    classes: 2,
    ownScaling: null,
  });
  const outliers = {
    file: 'outliers.bin',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    unusableFrom: 1.5,
    heldOut: null,
    ...changes,
  };
  const known = { ...manifest, outliers };
  return { kind: 'manifest', manifest: known, folder, weightsPath: join(folder, 'a.h5') } as const;
}

describe('readOutliers', () => {
  writeFileSync(join(folder, 'outliers.bin'), bytes);
  writeFileSync(
    join(folder, 'other.bin'),
    bytes.map((byte) => byte ^ 1),
  );
  mkdirSync(join(folder, 'folder.bin'));

  it('reads the file beside the manifest', async () => {
    const model = modelWith();
    expect(await readOutliers(model, { ...model, description })).toEqual(detector);
  });

  it('divides its scores by the limit that the manifest says', async () => {
    const model = modelWith({ limit: 1.25 });
    const read = await readOutliers(model, { ...model, description });
    const embedding = Float32Array.of(1, 9, -4);
    expect(read && 1.25 * outlierScore(read, embedding)).toBeCloseTo(outlierScore(detector, embedding), 12);
  });

  it('reads nothing for a model without outlier limits, or of a bare file', async () => {
    const model = modelWith();
    const { outliers: _, ...manifest } = model.manifest;
    expect(await readOutliers({ ...model, manifest }, { manifest, description })).toBeNull();
    const bare = { kind: 'bare-file', weightsPath: model.weightsPath } as const;
    expect(await readOutliers(bare, { manifest, description })).toBeNull();
  });

  it.each<[string, Parameters<typeof modelWith>[0], ModelDescription, RegExp]>([
    ['a file that is missing', { file: 'none.bin' }, description, /^none\.bin: expected it beside the man/],
    ['a folder', { file: 'folder.bin' }, description, /^folder\.bin: expected a file, this is none/],
    ['another size', { sizeBytes: 7 }, description, /^outliers\.bin: expected 7 bytes.* it has \d+$/],
    ['other bytes', { file: 'other.bin' }, description, /^other\.bin: expected sha256 \w{64} .* \w{64}$/],
    [
      'a network of another embedding',
      {},
      { embeddingLength: 4 } as ModelDescription,
      /embeddings of 4 numbers, it is for 3/,
    ],
    [
      'a network without one',
      {},
      { embeddingLength: null } as ModelDescription,
      /^outliers\.bin: expected a network with an embedding/,
    ],
  ])('refuses %s', async (_, changes, description, message) => {
    const model = modelWith(changes);
    await expect(readOutliers(model, { ...model, description })).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(message),
    });
  });
});
