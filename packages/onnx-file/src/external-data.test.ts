import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExternalFiles } from './external-data.js';
import { readTensor } from './read/tensor.js';
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
