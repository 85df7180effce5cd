import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { OutputFolder, type OutputFolderOptions, type WrittenModel } from './output-folder.js';

let folder = mkdtempSync(join(tmpdir(), 'output-folder-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'output-folder-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FILES: WrittenModel = { manifest: '{"calibratedOn":{}}', outliers: Uint8Array.of(1, 2, 3) };
const elsewhere: OutputFolderOptions = { ownFolder: '/elsewhere', ownManifest: null, report: null };

async function write(name: string, files: WrittenModel, options = elsewhere): Promise<void> {
  const output = await OutputFolder.open(join(folder, name), options);
  try {
    await output.complete(files);
  } finally {
    await output.discard();
  }
}

function holds(name: string, files: Record<string, string>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
}

const list = () => readdirSync(folder, { recursive: true }).toSorted();

describe('the folder that a model is written to', () => {
  it('appears with all of its files, below folders that did not exist', async () => {
    const output = await OutputFolder.open(join(folder, 'a/b'), elsewhere);
    expect(existsSync(join(folder, 'a/b'))).toBe(false);
    await output.complete(FILES);
    await output.discard();
    expect(list()).toEqual(['a', 'a/b', 'a/b/manifest.json', 'a/b/outliers.bin']);
    expect(readFileSync(join(folder, 'a/b/outliers.bin'))).toEqual(Buffer.of(1, 2, 3));
  });

  it('loses what a killed process of this machine left, and nothing of a machine that shares it', async () => {
    // No process has so large a number.
    const left = (host: string) => `.model.${host}.4194305.part`;
    for (const host of [hostname(), 'other.example']) holds(`out/${left(host)}`, { 'manifest.json': '{}' });
    await write('out', FILES);
    expect(readdirSync(join(folder, 'out')).toSorted()).toEqual([
      left('other.example'),
      'manifest.json',
      'outliers.bin',
    ]);
  });

  it('is as it was when nothing came of it', async () => {
    holds('out', { 'manifest.json': '{"calibratedOn":{}}', 'outliers.bin': 'old' });
    const before = list();
    for (const name of ['out', 'new/out']) {
      const output = await OutputFolder.open(join(folder, name), elsewhere);
      await output.discard();
    }
    expect(list()).toEqual(before);
  });

  it('is replaced where it is empty or an earlier calibration’s, with nothing of that left over', async () => {
    holds('out', {});
    await write('out', FILES);
    await write('out', { ...FILES, outliers: null });
    expect(list()).toEqual(['out', 'out/manifest.json']);
  });

  it('is written in itself where it is there, as it may be a mount or its parent may be closed', async () => {
    holds('out', { '.model.7.part': 'of a machine that stopped' });
    const output = await OutputFolder.open(join(folder, 'out'), elsewhere);
    expect(list()).toContain(`out/.model.${hostname()}.${process.pid}.part`);
    await output.complete(FILES);
    await output.discard();
    expect(list()).toEqual(['out', 'out/.model.7.part', 'out/manifest.json', 'out/outliers.bin']);
  });

  it('may hold the report that is written anew', async () => {
    holds('out', { 'manifest.json': '{"calibratedOn":{}}', 'report.html': 'old' });
    await write('out', FILES, { ...elsewhere, report: join(folder, 'out/report.html') });
    expect(list()).toContain('out/outliers.bin');
  });

  it('may be the model’s own, where other files stay as they are', async () => {
    holds('model', { 'manifest.json': '{"id":"mine"}', 'weights.h5': 'weights', 'README.md': 'read me' });
    const ownFolder = join(folder, 'model');
    await write('model', FILES, {
      ...elsewhere,
      ownFolder,
      ownManifest: join(ownFolder, 'manifest.json'),
    });
    expect(readdirSync(ownFolder).toSorted()).toEqual([
      'README.md',
      'manifest.json',
      'outliers.bin',
      'weights.h5',
    ]);
    expect(readFileSync(join(ownFolder, 'manifest.json'), 'utf8')).toBe(FILES.manifest);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['other files', { 'a.txt': '', 'b.txt': '' }, /it holds a\.txt and 1 more/],
    ['a manifest that no calibration wrote', { 'manifest.json': '{"id":"theirs"}' }, /would be lost/],
    ['a manifest that is none', { 'manifest.json': 'hello' }, /would be lost/],
  ])('is refused with %s', async (_, files, message) => {
    holds('out', files);
    const before = list();
    await expect(write('out', FILES)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(message),
    });
    expect(list()).toEqual(before);
  });

  it('is refused where no folder can be made', async () => {
    holds('.', { file: '' });
    await expect(write('file/out', FILES)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(/^--out .*file\/out: expected a folder/),
    });
  });
});
