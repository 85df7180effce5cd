import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { createPixelFile, createPixelReader } from './pixel-file.js';

const folder = mkdtempSync(join(tmpdir(), 'slc-pixel-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a pixel file', () => {
  it('gives what was written last, image after image', () => {
    const file = createPixelFile([folder]);
    const read = createPixelReader(file.fd);
    file.write([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]);
    expect([...read(6)]).toEqual([1, 2, 3, 4, 5, 6]);
    const bytes = file.write([Uint8Array.of(7, 8, 9)]);
    expect([...read(bytes)]).toEqual([7, 8, 9]);
    file.close();
  });

  it('has no name, so nothing is left of it', () => {
    const file = createPixelFile([folder]);
    file.write([Uint8Array.of(1)]);
    expect(readdirSync(folder)).toEqual([]);
    file.close();
  });

  it('is made in the next folder where one cannot be written', () => {
    const file = createPixelFile([join(folder, 'absent'), folder]);
    expect(file.write([Uint8Array.of(1)])).toBe(1);
    file.close();
  });

  it('says which folders it tried when none can be written', () => {
    expect(() => createPixelFile(['/absent/a', '/absent/b'])).toThrow(
      /can be written, got \/absent\/a, \/absent\/b$/,
    );
  });

  it('refuses a batch when it is closed: its descriptor may be another file’s by then', () => {
    const file = createPixelFile([folder]);
    file.close();
    file.close();
    expect(() => file.write([Uint8Array.of(1)])).toThrowError(
      expect.objectContaining({ code: 'model_not_ready' }),
    );
  });

  it('refuses to read a batch that is shorter than expected', () => {
    const file = createPixelFile([folder]);
    file.write([Uint8Array.of(1, 2)]);
    expect(() => createPixelReader(file.fd)(3)).toThrow('expected a batch of 3 bytes, got 2');
    file.close();
  });

  it('refuses a batch that there is no room for, and takes the next that fits', async () => {
    const built = new URL('../../dist/process/pixel-file.js', import.meta.url);
    const script = `
      import { createPixelFile } from ${JSON.stringify(built.href)};
      const file = createPixelFile([${JSON.stringify(folder)}]);
      for (const size of [20_000, 5_000]) {
        try { console.log(file.write([new Uint8Array(size)])); } catch ({ code, message }) { console.log(code, message); }
      }`;
    // Files have at most 16 blocks of 512 or 1,024 bytes, as on a small file system in memory.
    const limited = 'ulimit -f 16; exec "$0" --input-type=module --eval "$1"';
    const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, script]);
    expect(stdout.trim().split('\n')).toEqual([
      `internal ${folder}: expected room for a batch of 20000 bytes`,
      '5000',
    ]);
  });
});
