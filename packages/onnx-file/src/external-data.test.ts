import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

const tensor = (entries: Readonly<Record<string, string>>) => readTensor(bytesOf(elsewhere('w', entries)));
const open = (entries: Readonly<Record<string, string>>) => {
  const weights = tensor(entries);
  return { weights, files: new ExternalFiles([weights], model) };
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

  it('are not read from the model’s own file where they lie one over another', () => {
    const own = join(folder, 'own.onnx');
    writeFileSync(own, new Uint8Array(20));
    const weights = tensor({ location: OWN_FILE, offset: '0', length: '16' });
    expect(new ExternalFiles([weights], own).read(weights)).toHaveLength(16);
    expect(() => new ExternalFiles([weights, weights], own)).toThrow(/32 bytes lie in its 20/);
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
    ['x'.repeat(5_000), /^its weights .* own, x{80}…, .* bring x{80}… too: [^x]*$/],
    ['absent.bin', /absent\.bin, which is not there: bring absent\.bin too/],
  ])('are not read from %j', (location, words) => {
    expect(() => open({ location })).toThrow(words);
  });

  it.each([
    { offset: '8', length: '16' },
    { offset: '-8', length: '8' },
    { offset: '0', length: '9007199254740993' },
    { offset: '0', length: 'many' },
    { offset: '21' },
  ])('are not read beyond their file: %j', (range) => {
    expect(() => open({ location: 'weights.bin', ...range })).toThrow(
      /expected .* bytes at .* of weights\.bin/,
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
    const weights = tensor({ location });
    return () => new ExternalFiles([weights], path).read(weights);
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
