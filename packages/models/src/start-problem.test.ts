import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Precision } from '@slc/domain';
import { afterAll, describe, expect, it } from 'vitest';
import { findStartProblem } from './start-problem.js';
import { cachePaths } from './store/cache-layout.js';
import { envToHubSettings } from './store/hub-settings.js';

const scratch = mkdtempSync(join(tmpdir(), 'start-problem-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Settings extends NodeJS.ProcessEnv {
  readonly PRECISION?: Precision;
}

const find = (model: string, env: Settings = {}, faultOfCache?: () => Promise<string>) => {
  const { PRECISION: precision = 'float32' } = env;
  // Without the file of a login on this machine.
  const hub = envToHubSettings({ HF_HOME: join(scratch, 'hf'), ...env }, () => {}, scratch);
  return findStartProblem({ model, baseDirectory: scratch, hub, precision }, faultOfCache);
};

/** A folder with a name of its own. */
const folder = () => mkdtempSync(join(scratch, 'f-'));

function fileOf(name: string, content: string): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

/** The manifest of a model without int8 whose weights are these. */
function manifestBeside(name: string, weights: Uint8Array): string {
  const compact = new URL('../compact-lite0/manifest.json', import.meta.url);
  const { precisions: _, source, ...manifest } = JSON.parse(readFileSync(compact, 'utf8'));
  const path = fileOf('manifest.json', JSON.stringify({ ...manifest, source: { ...source, file: name } }));
  writeFileSync(join(dirname(path), name), weights);
  return path;
}

/** Version of the format, and the name of the program that wrote it. */
const ONNX_BEGINNING = Buffer.from('\x08\x08\x12\x07pytorch', 'latin1');

describe('MODEL', () => {
  it.each([
    ['resnet', /^MODEL: model resnet: expected one of compact-lite0, .*\. Looked for .*\/resnet$/],
    [
      'nowhere.h5',
      /^MODEL: nowhere\.h5: expected a model file, there is none .*\. Looked for .*\/nowhere\.h5$/,
    ],
    [
      'nowhere/manifest.json',
      /^MODEL: manifest\.json: expected a model manifest, .*\/nowhere\/manifest\.json$/,
    ],
  ])('that names nothing is a problem: %s', async (name, expected) => {
    expect(await find(name)).toMatch(expected);
  });

  it.each(['folder.h5', 'folder.json'])('that names a folder is one, too: %s', async (name) => {
    const path = join(folder(), name);
    mkdirSync(path);
    expect(await find(path)).toMatch(/^MODEL: folder\..* expected a model/);
  });

  it.each([
    ['a known id', () => 'compact-lite0'],
    ['a damaged model file', () => fileOf('broken.h5', 'no model')],
    ['a faulty manifest', () => fileOf('manifest.json', '{')],
  ])('that names something is none, whatever it holds: %s', async (_, name) => {
    expect(await find(name())).toBe(null);
  });
});

describe('PRECISION', () => {
  it('int8 is a problem where the model’s ranges were not measured', async () => {
    expect(await find('efficientnetv2s-ham10000', { PRECISION: 'int8' })).toMatch(
      /^PRECISION: int8: expected a manifest with measured ranges .*, efficientnetv2s-ham10000 has none/,
    );
    expect(await find(fileOf('own.h5', 'a bare file'), { PRECISION: 'int8' })).toMatch(
      /^PRECISION: int8: expected a manifest with measured ranges \(.*\), got a bare file: slc quantize makes one$/,
    );
  });
});

describe('PRECISION int8 of an ONNX file', () => {
  it.each([
    ['bare', () => fileOf('own.onnx', 'a bare file')],
    ['with a manifest, whatever it is called', () => manifestBeside('network', ONNX_BEGINNING)],
  ])('is a problem that no command mends: the file is served as it was saved (%s)', async (_, name) => {
    const problem = await find(name(), { PRECISION: 'int8' });
    expect(problem).toMatch(
      /^PRECISION: int8: expected float32 for an ONNX file: .* onnxruntime\.quantization/,
    );
    expect(problem).not.toContain('slc quantize');
  });
});

describe('MODEL_CACHE_DIR', () => {
  const model = 'efficientnetv2s-ham10000';
  // No permissions: root could write everywhere.
  const unwritable: readonly [string, () => string][] = [
    ['is a file', () => fileOf('cache', '')],
    ['lies in a file', () => join(fileOf('file', ''), 'cache')],
    ['lies where no folders are made', () => '/proc/slc/cache'],
  ];

  it.each(unwritable)('that %s is a problem where the model has to be fetched', async (_, path) => {
    const MODEL_CACHE_DIR = path();
    const problem = await find(model, { MODEL_CACHE_DIR });
    expect(problem).toMatch(
      /^MODEL_CACHE_DIR: expected a folder that can be written, since .* cannot \(E\w+\)\. Set it to another/,
    );
    expect(problem).toContain(MODEL_CACHE_DIR);
  });

  it('that was not chosen is none: the state of the model says what to do', async () => {
    expect(await find(model, { HF_HUB_CACHE: fileOf('cache', '') })).toBe(null);
  });

  it('is none where nothing will be fetched', async () => {
    const MODEL_CACHE_DIR = fileOf('cache', '');
    expect(await find(model, { MODEL_CACHE_DIR, HF_HUB_OFFLINE: '1' })).toBe(null);
    expect(await find('compact-lite0', { MODEL_CACHE_DIR })).toBe(null);
  });

  it('is none where the model is there, in the cache or beside its manifest', async () => {
    const own = folder();
    const source = { kind: 'hub', repo: 'a/b', file: 'model.h5', revision: '0'.repeat(40) } as const;
    const manifest = join(own, 'manifest.json');
    writeFileSync(
      manifest,
      JSON.stringify({ ...ownManifest, source: { ...source, sizeBytes: null, sha256: null } }),
    );
    const MODEL_CACHE_DIR = folder();
    const findReadOnly = () => find(manifest, { MODEL_CACHE_DIR }, async () => 'EROFS');
    expect(await findReadOnly()).toMatch(/^MODEL_CACHE_DIR: .* \(EROFS\)/);
    writeFileSync(join(own, 'model.h5'), '');
    expect(await findReadOnly()).toBe(null);

    rmSync(join(own, 'model.h5'));
    const { pointer } = cachePaths(MODEL_CACHE_DIR, source);
    mkdirSync(join(pointer, '..'), { recursive: true });
    writeFileSync(pointer, '');
    expect(await findReadOnly()).toBe(null);
  });

  it('is made where it can be, and stays empty', async () => {
    const MODEL_CACHE_DIR = join(folder(), 'new', 'cache');
    expect(await find(model, { MODEL_CACHE_DIR })).toBe(null);
    expect(readdirSync(MODEL_CACHE_DIR)).toEqual([]);
  });
});

const ownManifest = {
  id: 'own',
  name: 'Own',
  summary: 'Of a test.',
  architecture: { name: 'none', parameters: null },
  input: { height: 64, width: 64 },
  preprocessing: { crop: 'none', resize: 'nearest', scale: 1, offset: 0 },
  labels: 'ham10000',
  temperature: { value: 1, fittedOn: null },
  training: null,
  evaluations: [],
  licence: { spdx: 'MIT', nonCommercial: false, attribution: 'Test.' },
  caveats: ['Test.'],
  goldenLogits: [],
};
