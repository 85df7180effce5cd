import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LABEL_SETS } from '@slc/domain';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ListedModel,
  listModels,
  nameModel,
  readManifest,
  resolveModel,
  verifyWeights,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bundledPath = fileURLToPath(new URL('../compact-lite0/manifest.json', import.meta.url));
const bundled = JSON.parse(readFileSync(bundledPath, 'utf8'));

const onHub = {
  kind: 'hub',
  repo: 'o/n',
  file: 'a.h5',
  revision: 'a'.repeat(40),
  sizeBytes: 1,
  sha256: null,
};

async function listed(id: string): Promise<ListedModel> {
  const model = (await listModels()).find(({ manifest }) => manifest.id === id);
  if (!model) throw new Error(`expected ${id} among the models that come with the product`);
  return model;
}

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const HAM10000_IDS = LABEL_SETS.ham10000.map(({ id }) => id);

describe('the compact model', () => {
  it('has a valid manifest that calls it a stand-in, and its file is the one that the manifest means', async () => {
    const { manifest, folder: its } = await listed('compact-lite0');
    const weightsPath = join(its, manifest.source.file);
    expect(manifest.standIn).toBe(true);
    expect(await verifyWeights(manifest.source, weightsPath)).toBe(manifest.source.sha256);
  });

  it('has figures that follow from its confusion matrices', async () => {
    const { evaluations, labels } = await readManifest(bundledPath);
    for (const { confusionMatrix, perClass, accuracy, images } of evaluations) {
      const matrix = confusionMatrix ?? [];
      const correct = labels.reduce((sum, _, i) => sum + (matrix[i]?.[i] ?? 0), 0);
      expect(correct / images).toBeCloseTo(accuracy, 3);
      labels.forEach(({ id }, i) => {
        const row = perClass.find((evaluated) => evaluated.class === id);
        expect((matrix[i]?.[i] ?? 0) / (row?.support ?? 0)).toBeCloseTo(row?.recall ?? -1, 3);
        const [low, high] = wilson95(matrix[i]?.[i] ?? 0, row?.support ?? 0);
        expect(row?.recall95?.low).toBeCloseTo(low, 2);
        expect(row?.recall95?.high).toBeCloseTo(high, 2);
      });
    }
  });
});

describe('the full model', () => {
  it('is pinned to a commit of its repository, and is no stand-in', async () => {
    const { manifest } = await listed('efficientnetv2s-ham10000');
    expect(manifest).toMatchObject({
      standIn: false,
      source: { kind: 'hub', file: 'efficientnetv2s.h5', sizeBytes: 247_255_104, sha256: null },
      architecture: { parameters: 20_496_231 },
      temperature: { value: 2.77 },
    });
    expect(manifest.source.revision).toMatch(/^[0-9a-f]{40}$/);
  });

  it('has intervals that follow from its published figures and supports', async () => {
    const { manifest } = await listed('efficientnetv2s-ham10000');
    const [evaluation] = manifest.evaluations;
    const rows = evaluation?.perClass ?? [];
    expect(rows.reduce((sum, { support }) => sum + support, 0)).toBe(1_002);
    for (const { recall, recall95, support } of rows) {
      const [low, high] = wilson95(Math.round((recall ?? -1) * support), support);
      expect(recall95?.low).toBeCloseTo(low, 3);
      expect(recall95?.high).toBeCloseTo(high, 3);
    }
    const [low, high] = wilson95(Math.round(0.88 * 1_002), 1_002);
    expect(evaluation?.accuracy95?.low).toBeCloseTo(low, 3);
    expect(evaluation?.accuracy95?.high).toBeCloseTo(high, 3);
  });
});

describe('the translations of a manifest', () => {
  const numbersIn = (text: string) =>
    [...text.matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => number.replace(/[.,]/g, '')).toSorted();

  it.each(['compact-lite0', 'efficientnetv2s-ham10000'])(
    'of %s have the numbers of the English texts',
    (id) => {
      const path = fileURLToPath(new URL(`../${id}/manifest.json`, import.meta.url));
      const manifest = JSON.parse(readFileSync(path, 'utf8'));
      const english = {
        name: manifest.name,
        summary: manifest.summary,
        fittedOn: manifest.temperature.fittedOn,
        trainingDataset: manifest.training.dataset,
        procedure: manifest.training.procedure,
        evaluationDatasets: manifest.evaluations.map(({ dataset }: { dataset: string }) => dataset),
        attribution: manifest.licence.attribution,
        caveats: manifest.caveats,
      };
      for (const texts of Object.values<Record<string, unknown>>(manifest.translations)) {
        for (const [name, text] of Object.entries(english)) {
          const [told, translated] = [text, texts[name]].map((one) => [one].flat().map(String));
          expect(translated?.map(numbersIn), name).toEqual(told?.map(numbersIn));
        }
      }
    },
  );
});

describe('readManifest', () => {
  const changed = (changes: object) => ({ ...bundled, ...changes });

  it.each<[string, unknown, RegExp]>([
    ['text', 'hello', /expected JSON/],
    ['an unknown key', changed({ colour: 'red' }), /colour/],
    ['a temperature of zero', changed({ temperature: { value: 0, fittedOn: null } }), /temperature\.value/],
    [
      'six labels',
      changed({ labels: HAM10000_IDS.slice(1) }),
      /goldenLogits\[0\]\.logits: expected 6 entries, got 7/,
    ],
    [
      'a label twice',
      changed({ labels: ['MEL', ...HAM10000_IDS.slice(1)].map((l, i) => (i === 4 ? 'BCC' : l)) }),
      /each class once/,
    ],
    [
      'a recall above 1',
      changed({ evaluations: [{ ...bundled.evaluations[0], accuracy: 1.2 }] }),
      /evaluations\[0\]\.accuracy/,
    ],
    ['an id with a slash', changed({ id: '../etc' }), /lower-case letters/],
    [
      'a matrix that does not add up',
      changed({
        evaluations: [{ ...bundled.evaluations[0], confusionMatrix: bundled.evaluations[1].confusionMatrix }],
      }),
      /expected row AKIEC to sum to 43, got 20/,
    ],
    ['no caveats', changed({ caveats: [] }), /caveats/],
    [
      'a translation of one caveat only',
      changed({
        translations: { es: { ...bundled.translations.es, caveats: ['Una.'] } },
      }),
      /translations.*es.*caveats.*expected \d+ entries, got 1/s,
    ],
    ['a stand-in that is neither', changed({ standIn: 'perhaps' }), /standIn/],
    ['a branch of a Hub repository', changed({ source: { ...onHub, revision: 'main' } }), /40 hex digits/],
    ['a Hub repository without an owner', changed({ source: { ...onHub, repo: 'a-model' } }), /owner\/name/],
    ['a Hub repository that climbs', changed({ source: { ...onHub, repo: '../etc' } }), /owner\/name/],
    [
      'a Hub file that climbs',
      changed({ source: { ...onHub, file: '../../x.h5' } }),
      /inside the repository/,
    ],
    ['an absolute Hub file', changed({ source: { ...onHub, file: '/etc/passwd' } }), /inside the repository/],
  ])('refuses %s, and says where', async (_, content, message) => {
    const path = write('manifest.json', content);
    await expect(readManifest(path)).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(message),
    });
  });

  it('names several faults together', async () => {
    const path = write('manifest.json', changed({ id: 'A', labels: [] }));
    await expect(readManifest(path)).rejects.toThrow(/id[\s\S]*labels|labels[\s\S]*id/);
  });

  it('does not read a file of a megabyte and more', async () => {
    await expect(readManifest(write('big.json', ' '.repeat(1024 * 1024 + 1)))).rejects.toThrow(
      /at most 1048576 bytes/,
    );
  });
});

describe('resolveModel', () => {
  it('finds a user’s manifest and the weights beside it', async () => {
    write('mine.json', {
      ...bundled,
      id: 'mine',
      source: { ...bundled.source, kind: 'file', file: 'mine.h5' },
    });
    expect(await resolveModel('mine.json', folder)).toMatchObject({
      kind: 'manifest',
      manifest: { id: 'mine' },
      weightsPath: join(folder, 'mine.h5'),
    });
  });

  it.each(['x.h5', 'x.hdf5', 'X.HD5', 'x.keras'])(
    'takes %s for a bare model file, even before there is one',
    async (name) => {
      expect(await resolveModel(name, folder)).toEqual({
        kind: 'bare-file',
        weightsPath: join(folder, name),
      });
    },
  );

  it.each([
    ['best-model', '\x89HDF\r\n\x1a\nand more'],
    ['weights.best.ckpt', '\x89HDF\r\n\x1a\n'],
    ['model.json', 'PK\x03\x04 and more'],
  ])('takes %s for a model file by its first bytes', async (name, bytes) => {
    writeFileSync(join(folder, name), bytes, 'latin1');
    expect(await resolveModel(name, folder)).toEqual({
      kind: 'bare-file',
      weightsPath: join(folder, name),
    });
  });

  it('does not take another file or a folder for a model', async () => {
    write('notes.txt', 'hello');
    mkdirSync(join(folder, 'a-folder'));
    for (const name of ['notes.txt', 'a-folder']) {
      await expect(resolveModel(name, folder)).rejects.toMatchObject({
        code: 'not_found',
        message: expect.stringMatching(
          /expected one of compact-lite0, .*\(\.h5, \.hdf5, \.hd5, \.keras, \.onnx\)/,
        ),
      });
    }
  });

  it('names the known models when there is no such one', async () => {
    await expect(resolveModel('resnet')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/compact-lite0/),
    });
    await expect(resolveModel('none.json', folder)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['pipe', 'pipe.json', 'pipe.onnx'])('does not wait for what is no file: %s', async (name) => {
    execFileSync('mkfifo', [join(folder, name)]);
    const opened = resolveModel(name, folder).then(({ kind }) => kind);
    await expect(opened.catch(({ code }) => code)).resolves.toMatch(/^(not_found|bare-file)$/);
  });
});

describe('the manifest that the README shows', () => {
  it('is a valid one', async () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(await readManifest(write('readme.json', example))).toMatchObject({
      id: 'my-model',
      standIn: false,
    });
  });
});

describe('nameModel', () => {
  it('says of a Hub model where a copy beside the manifest would lie, and looks for none', async () => {
    write('hub.json', { ...bundled, id: 'mine', source: { ...onHub, file: 'folder/a.h5' } });
    expect(await nameModel('hub.json', folder)).toMatchObject({
      kind: 'hub',
      manifest: { id: 'mine' },
      besidePath: join(folder, 'a.h5'),
    });
  });

  it('whose file is not on this machine says how to fetch it', async () => {
    const store = { find: async () => null };
    await expect(resolveModel('efficientnetv2s-ham10000', folder, store)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(
        /its file is not on this machine\. Fetch it with: slc model pull efficientnetv2s-ham10000/,
      ),
    });
  });
});

describe('verifyWeights', () => {
  it.each([
    ['another size', { sizeBytes: 4, sha256: null }, 'invalid_model', /expected 4 bytes, the file has 5/],
    [
      'another digest',
      { sizeBytes: 5, sha256: 'b'.repeat(64) },
      'invalid_model',
      /expected sha256 b+, the file has 2cf24/,
    ],
  ])('refuses a file of %s', async (_, source, code, message) => {
    await expect(verifyWeights(source, write('w.h5', 'hello'))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('says that a file of another size is a Git LFS pointer', async () => {
    const pointer = write('pointer.h5', 'version https://git-lfs.github.com/spec/v1\n');
    await expect(verifyWeights({ sizeBytes: 9_000, sha256: null }, pointer)).rejects.toThrow(
      /^pointer.h5: expected 9000 bytes, got a Git LFS pointer.*git lfs pull$/,
    );
  });

  it('says that there is no file', async () => {
    const source = { sizeBytes: null, sha256: null };
    await expect(verifyWeights(source, join(folder, 'ghost.h5'))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(verifyWeights(source, folder)).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** Wilson score interval, z = 1.959964 (E. B. Wilson, JASA 22, 1927). */
function wilson95(hits: number, n: number): [low: number, high: number] {
  const z = 1.959964;
  const p = hits / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [middle - half, middle + half];
}
