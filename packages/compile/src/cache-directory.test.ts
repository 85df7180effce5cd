import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCacheDirectory } from './cache-directory.js';

const folder = mkdtempSync(join(tmpdir(), 'cache-directory-'));
const before = process.env.TMPDIR;
beforeAll(() => {
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true });
});

const own = join(folder, `skin-lesion-classifier-${process.getuid?.() ?? 'user'}`);

describe('openCacheDirectory', () => {
  it('makes the folder, with those around it, and finds it again', async () => {
    const home = join(folder, 'a', 'b');
    const path = await openCacheDirectory({ XDG_CACHE_HOME: home });
    expect(path).toBe(join(home, 'skin-lesion-classifier', 'compiled'));
    expect(statSync(path).isDirectory()).toBe(true);
    expect(await openCacheDirectory({ XDG_CACHE_HOME: home })).toBe(path);
  });

  it('takes a folder that is closed to others where that one cannot be made', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await openCacheDirectory({ XDG_CACHE_HOME: file })).toBe(own);
    expect(statSync(own).mode & 0o077).toBe(0);
  });

  it.skipIf(!existsSync('/proc'))('does not hang below /proc, which can hold no folders', async () => {
    expect(await openCacheDirectory({ XDG_CACHE_HOME: '/proc' })).toBe(own);
  });

  it.skipIf(process.platform === 'win32')('does not trust a folder that others could write', async () => {
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own);
    chmodSync(own, 0o777);
    const path = await openCacheDirectory({ XDG_CACHE_HOME: join(folder, 'file') });
    expect(path).toMatch(new RegExp(`^${own}-.`));
  });
});
