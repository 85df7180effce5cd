import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openInFolder } from './open-in-folder.js';
import { readHead } from './read-head.js';
import { readInFolder } from './read-in-folder.js';

const outside = mkdtempSync(join(tmpdir(), 'model-folder-'));
afterAll(() => rmSync(outside, { recursive: true }));

const folder = join(outside, 'model');
mkdirSync(join(folder, 'deep'), { recursive: true });
writeFileSync(join(outside, 'secret'), 'secret');
writeFileSync(join(folder, 'deep', 'words'), 'words');
symlinkSync(join('deep', 'words'), join(folder, 'link'));
symlinkSync(join('..', 'secret'), join(folder, 'out'));
symlinkSync(outside, join(folder, 'way-out'));
symlinkSync('around', join(folder, 'around'));
symlinkSync('/dev/zero', join(folder, 'zero'));
execFileSync('mkfifo', [join(folder, 'pipe')]);

describe('a name that a stranger wrote', () => {
  it.each(['deep/words', 'link', './link'])('opens a file of the folder: %s', async (location) => {
    const file = openInFolder(folder, location);
    if (file.kind !== 'opened') throw new Error(file.kind);
    expect(readFileSync(file.descriptor, 'utf8')).toBe('words');
    expect(file.sizeBytes).toBe(5);
    const { dev, ino } = statSync(join(folder, 'deep', 'words'));
    expect(file.identity).toBe(`${dev}:${ino}`);
    closeSync(file.descriptor);
    expect(String(await readInFolder(folder, location, 5))).toBe('words');
  });

  it.each([
    ['outside', ''],
    ['outside', '/etc/passwd'],
    ['outside', '../secret'],
    ['outside', 'deep/../../secret'],
    ['outside', 'deep\\..\\..\\secret'],
    ['outside', 'C:secret'],
    ['outside', 'link\0'],
    ['elsewhere', 'out'],
    ['elsewhere', 'way-out/secret'],
    ['elsewhere', 'zero'],
    ['elsewhere', '.'],
    ['missing', 'nothing'],
    ['missing', 'around'],
    ['no-file', 'deep'],
    ['no-file', 'pipe'],
  ])('opens nothing that is %s: %j', async (kind, location) => {
    expect(openInFolder(folder, location).kind).toBe(kind);
    expect(await readInFolder(folder, location, 100)).toBeNull();
  });

  it('opens a file where the folder is the root of the file system', () => {
    const file = openInFolder('/', join(folder, 'deep', 'words').slice(1));
    expect(file.kind).toBe('opened');
    if (file.kind === 'opened') closeSync(file.descriptor);
  });

  it('reads no more than was asked for', async () => {
    expect(await readInFolder(folder, 'deep/words', 4)).toBeNull();
    // Says of itself that it has no bytes, and has some.
    expect(await readInFolder('/proc/self', basename('status'), 4)).toBeNull();
  });
});

describe('the beginning of a file', () => {
  it('has at most the bytes that were asked for', async () => {
    expect(String(await readHead(join(folder, 'link'), 3))).toBe('wor');
    expect(String(await readHead(join(folder, 'link'), 30))).toBe('words');
  });

  it.each(['pipe', 'zero', 'deep', 'nothing'])('is empty for what is no file: %s', async (name) => {
    expect(await readHead(join(folder, name), 8)).toHaveLength(0);
  });
});
