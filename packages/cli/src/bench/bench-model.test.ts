import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPACT_MODEL_ID, nameModel } from '@slc/models';
import { afterAll, expect, it } from 'vitest';
import { benchModel } from './bench-model.js';

const directory = mkdtempSync(join(tmpdir(), 'bench-model-'));
afterAll(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'own'));
const manifest = new URL('../../../models/compact-lite0/manifest.json', import.meta.url);
copyFileSync(manifest, join(directory, 'own', 'manifest.json'));

const terminal = { directory, write: () => {}, complain: () => {} };

it.each([
  ['an id', COMPACT_MODEL_ID],
  ['a manifest', join('own', 'manifest.json')],
  ['a folder with one', 'own'],
])('gives services a setting that means the same model, of %s', async (_, model) => {
  const { setting } = await benchModel({ model }, terminal);
  const { kind, folder } = Object(await nameModel(setting, tmpdir()));
  expect(kind).toBe('manifest');
  if (model !== COMPACT_MODEL_ID) expect(folder).toBe(join(directory, 'own'));
});
