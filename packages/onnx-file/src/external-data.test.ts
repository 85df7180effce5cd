import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExternalFiles } from './external-data.js';
import { OWN_FILE, readTensor } from './read/tensor.js';
import { bytesOf, elsewhere } from './testing/own-file.js';

const outside = mkdtempSync(join(tmpdir(), 'onnx-external-'));
afterAll(() => rmSync(outside, { recursive: true }));
const folder = join(outside, 'models');
mkdirSync(join(folder, 'deep'), { recursive: true });
const model = join(folder, 'model.onnx');
writeFileSync(model, '');
writeFileSync(
  join(folder, 'weights.bin'),
  Uint8Array.from({ length: 20 }, (_, i) => i),
);
writeFileSync(join(folder, 'deep', 'weights.bin'), new Uint8Array(16));
writeFileSync(join(outside, 'secret'), 'a file of somebody else');
symlinkSync(join(outside, 'secret'), join(folder, 'link'));
execFileSync('mkfifo', [join(folder, 'pipe')]);

const tensor = (entries: Readonly<Record<string, string>>) => readTensor(bytesOf(elsewhere('w', entries)));

/** What is read goes into a file of its own, as the process that opens a model does it. */
const filesBeside = (modelPath: string) => {
  let copies = 0;
  const own = { path: modelPath, sizeBytes: statSync(modelPath).size, sha256: 'own' };
  return new ExternalFiles({
    modelPath,
    own,
    takeSnapshot(descriptor) {
      copies += 1;
      const path = join(mkdtempSync(join(outside, 'copies-')), String(copies));
      writeFileSync(path, readFileSync(descriptor));
      return { path, sizeBytes: statSync(path).size, sha256: `of copy ${copies}` };
    },
  });
};
const open = (entries: Readonly<Record<string, string>>, modelPath = model) => {
  const weights = tensor(entries);
  const files = filesBeside(modelPath);
  files.expectWhole([weights]);
  return { weights, files };
};

describe('weights in a file of their own', () => {
  it('are read from where the model says', () => {
    const { files, weights } = open({ location: 'weights.bin', offset: '2', length: '16' });
    expect([...(files.read(weights) ?? [])]).toEqual(Array.from({ length: 16 }, (_, i) => i + 2));
  });

  it('go on to the end of the file, and may lie in a folder below', () => {
    const { files, weights } = open({ location: 'deep/weights.bin' });
    expect(files.read(weights)).toHaveLength(16);
  });

  it('are those that were there when they were opened, whatever takes their place', () => {
    const place = join(folder, 'exchanged');
    copyFileSync(join(folder, 'deep', 'weights.bin'), place);
    const { files, weights } = open({ location: 'exchanged' });
    unlinkSync(place);
    symlinkSync(join(outside, 'secret'), place);
    expect(files.read(weights)).toEqual(new Uint8Array(16));
    expect(files.describe()).toEqual([{ file: 'exchanged', sizeBytes: 16, sha256: 'of copy 1' }]);
  });

  it('are found where the folder is the root of a disk', () => {
    // No test may write there: any file that is there is told apart from one that lies elsewhere.
    expect(() => open({ location: 'usr' }, '/usr')).toThrow(/usr is none/);
  });

  it('count once where many weights name one file, however they write it', () => {
    const files = filesBeside(model);
    const names = ['deep/weights.bin', 'deep/weights.bin', 'deep/./weights.bin'];
    const many = names.map((location) => tensor({ location }));
    expect(() => files.expectWhole(many)).toThrow(/48 bytes of them lie one over another: at most 32 fit in/);
    expect(files.networkBytes).toBe(16);
  });

  it('are in no more files than any exporter writes', () => {
    const files = filesBeside(model);
    const many = Array.from({ length: 4_097 }, (_, i) =>
      tensor({ location: `deep${'/'.repeat(i)}/weights.bin` }),
    );
    expect(() => files.expectWhole(many)).toThrow(/at most 4096 files/);
  });

  it('are not read from the model’s own file where they lie one over another', () => {
    const own = join(folder, 'own.onnx');
    writeFileSync(own, new Uint8Array(20));
    const { files, weights } = open({ location: OWN_FILE, offset: '0', length: '16' }, own);
    expect(files.read(weights)).toHaveLength(16);
    expect(() => files.expectWhole([weights, weights])).toThrow(/32 bytes of them lie one over another/);
  });

  it.each([
    ['../secret', /lies elsewhere/],
    ['deep/../../secret', /lies elsewhere/],
    ['..\\secret', /lies elsewhere/],
    ['/etc/passwd', /lies elsewhere/],
    ['C:\\secret', /lies elsewhere/],
    ['', /lies elsewhere/],
    ['weights.bin\0.txt', /lies elsewhere/],
    ['link', /link leads elsewhere/],
    ['deep', /deep is none/],
    ['pipe', /pipe is none/],
    ['x'.repeat(5_000), /^its weights .* own, x{80}…, .* bring x{80}… too: [^x]*$/],
    ['absent.bin', /absent\.bin, which is not there: bring absent\.bin too/],
  ])('are not read from %j', (location, words) => {
    expect(() => open({ location })).toThrow(words);
  });

  it.each([
    { offset: '-8', length: '8' },
    { offset: '0', length: '9007199254740993' },
    { offset: '0', length: 'many' },
    { offset: '' },
    { offset: '0x2', length: '16' },
    { offset: '2.0', length: '16' },
    { offset: '1e1', length: '10' },
  ])('are at places that are whole numbers: %j', (range) => {
    expect(() => open({ location: 'weights.bin', ...range })).toThrow(
      /weights w: expected a whole number as their (offset|length)/,
    );
  });

  it.each([{ offset: '8', length: '16' }, { offset: '21' }])(
    'are not read beyond their file: %j',
    (range) => {
      expect(() => open({ location: 'weights.bin', ...range })).toThrow(
        /expected .* at .* of weights\.bin, the file has 20 bytes/,
      );
    },
  );

  it('are as long as their shape says', () => {
    expect(() => open({ location: 'weights.bin', length: '12' })).toThrow(
      /weights w: expected 16 bytes for 2 x 2, the file has 12/,
    );
  });
});

describe('weights in the cache of the Hub', () => {
  const COMMIT = 'c'.repeat(40);
  const DIGEST = 'd'.repeat(64);
  const repository = join(outside, 'hub', 'models--somebody--a-model');
  const snapshot = join(repository, 'snapshots', COMMIT);
  const blobs = join(repository, 'blobs');
  mkdirSync(join(snapshot, 'onnx'), { recursive: true });
  mkdirSync(join(blobs, 'below'), { recursive: true });
  const place = (path: string, target: string) => symlinkSync(target, join(snapshot, path));
  for (const name of [DIGEST, 'e'.repeat(40), 'config', `below/${DIGEST}`]) {
    writeFileSync(join(blobs, name), new Uint8Array(16));
  }
  writeFileSync(join(outside, 'hub', DIGEST), new Uint8Array(16));
  symlinkSync(join(outside, 'hub', DIGEST), join(blobs, 'f'.repeat(64)));
  place('model.onnx', `../../blobs/${DIGEST}`);
  place('weights', `../../blobs/${DIGEST}`);
  place('onnx/weights', `../../../blobs/${'e'.repeat(40)}`);
  place('named', '../../blobs/config');
  place('below', `../../blobs/below/${DIGEST}`);
  place('elsewhere', `../../../${DIGEST}`);
  place('twice', 'weights');
  place('linked-blob', `../../blobs/${'f'.repeat(64)}`);
  place('folder', '../../blobs');
  place('secret', join(outside, 'secret'));

  const openAt = (path: string, location: string) => {
    return () => {
      const { files, weights } = open({ location }, path);
      return files.read(weights);
    };
  };

  it.each(['weights', 'onnx/weights'])(
    'are read through the link of their own repository: %s',
    (location) => {
      expect(openAt(join(snapshot, 'model.onnx'), location)()).toHaveLength(16);
    },
  );

  it.each([
    ['a blob without a digest for its name', 'named'],
    ['a folder below the blobs', 'below'],
    ['a file beside the repository', 'elsewhere'],
    ['a link to another link', 'twice'],
    ['a blob that is a link', 'linked-blob'],
    ['the folder of the blobs', `folder/${DIGEST}`],
    ['a file of the machine', 'secret'],
  ])('are not read through a link to %s', (_, location) => {
    expect(openAt(join(snapshot, 'model.onnx'), location)).toThrow(/leads elsewhere/);
  });

  it.each([
    ['no commit', join(repository, 'snapshots', 'main')],
    ['no repository', join(outside, 'hub', 'a-model', 'snapshots', COMMIT)],
  ])('are not read from a folder that only looks like it: %s', (_, folder) => {
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(folder, '..', '..', 'blobs'), { recursive: true });
    writeFileSync(join(folder, '..', '..', 'blobs', DIGEST), new Uint8Array(16));
    symlinkSync(`../../blobs/${DIGEST}`, join(folder, 'weights'));
    writeFileSync(join(folder, 'model.onnx'), '');
    expect(openAt(join(folder, 'model.onnx'), 'weights')).toThrow(/leads elsewhere/);
  });
});
