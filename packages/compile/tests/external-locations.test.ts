import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elsewhere, messageField, node, ones, ownFile, textField } from '@slc/onnx-file/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { externalLocations } from '../dist/onnx/external-locations.js';

const folder = mkdtempSync(join(tmpdir(), 'external-locations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMITS = { memoryBytes: 2 ** 29, memoryPerByte: 4, trialMs: 1_000, totalMs: 60_000 };
const NODES = [node('Conv', 'last', ['image', 'kernel'])];

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('the further files of a model', () => {
  it('are those that it names, each once, there or not', async () => {
    const far = ['a', 'b', 'c'].map((name) =>
      elsewhere(name, { location: name === 'c' ? 'more.bin' : 'far.bin' }),
    );
    const path = written(
      'far.onnx',
      ownFile({ nodes: NODES, initializers: [ones('kernel', 4, 3, 3, 3), ...far] }),
    );
    expect(await externalLocations(path)).toEqual(['far.bin', 'more.bin']);
  });

  it('are none of a file that is not ONNX', async () => {
    expect(await externalLocations(written('model.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')))).toEqual(
      [],
    );
  });

  it('are not read of a damaged file', async () => {
    const path = written('damaged.onnx', ownFile({ nodes: NODES }).subarray(0, 60));
    await expect(externalLocations(path)).rejects.toMatchObject({ code: 'invalid_model' });
  });

  it('are read by a process of their own, which is held to limits', async () => {
    const path = written(
      'limited.onnx',
      ownFile({ nodes: NODES, more: [messageField(14, textField(1, 'key'))] }),
    );
    await expect(externalLocations(path, { ...LIMITS, totalMs: 0 })).rejects.toMatchObject({
      code: 'unsupported_model',
      message: 'expected a model that is read and tried within 0 s of processor time, it takes longer',
    });
  });
});
