import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPACT_MODEL_ID } from '@slc/models';
import { afterAll, expect, it } from 'vitest';
import { namedModel } from './named-model.js';

const directory = mkdtempSync(join(tmpdir(), 'named-model-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('takes an id for the model that comes with the product, also beside a folder of that name', async () => {
  mkdirSync(join(directory, COMPACT_MODEL_ID));
  expect(await namedModel(COMPACT_MODEL_ID, { directory })).toMatchObject({
    kind: 'manifest',
    manifest: { id: COMPACT_MODEL_ID, source: { kind: 'bundled' } },
  });
  await expect(namedModel(`./${COMPACT_MODEL_ID}`, { directory })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(/expected one model file/),
  });
});
