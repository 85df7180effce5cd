import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { OutputFile, writeWholeFile } from './output-file.js';

let folder = mkdtempSync(join(tmpdir(), 'output-file-'));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'output-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

describe('a file that a command was asked to write', () => {
  it('replaces an earlier one when it is whole, and not before', async () => {
    writeFileSync(at('a'), 'old');
    const file = await OutputFile.open(at('a'));
    await file.write('ne');
    await file.write('w');
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    await file.complete();
    await file.discard();
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves nothing behind when it is discarded', async () => {
    const file = await OutputFile.open(at('a'));
    await file.write('half');
    await file.discard();
    await file.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps a link, and replaces what it leads to', async () => {
    writeFileSync(at('target'), 'old');
    symlinkSync('target', at('link'));
    await writeWholeFile(at('link'), 'new');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('target'), 'utf8')).toBe('new');
  });

  it('is written to as it is where it is a device or a pipe', async () => {
    await writeWholeFile('/dev/null', 'gone');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    execFileSync('mkfifo', [at('pipe')]);
    const [read] = await Promise.all([readFile(at('pipe'), 'utf8'), writeWholeFile(at('pipe'), 'flows')]);
    expect(read).toBe('flows');
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  it.each([
    ['a folder', 'folder'],
    ['in a folder that is not there', 'none/a'],
    ['below a file', 'file/a'],
  ])('is refused where it is %s', async (_, name) => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    await expect(writeWholeFile(at(name), '')).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(new RegExp(`/${name}: expected a file that can be written: `)),
    });
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'folder']);
  });

  it('is refused where its device takes nothing', async () => {
    await expect(writeWholeFile('/dev/full', 'text')).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
