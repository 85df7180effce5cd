import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { listImages } from './classify/list-images.js';
import { readOwnImage } from './own-images.js';

const directory = mkdtempSync(join(tmpdir(), 'misread-name-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The path of a name in ISO 8859-1, as old cameras and archives have them. */
const inLatin1 = (name: string) => Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);

const { signal } = new AbortController();

// Other systems keep names in Unicode.
it.runIf(process.platform === 'linux')('says what is wrong with a name that is not in UTF-8', async () => {
  writeFileSync(inLatin1('lésion.jpg'), 'an image');
  mkdirSync(inLatin1('séance'));
  writeFileSync(join(directory, '�.jpg'), 'an image of that very name');
  const images = await listImages(['.', 'l�sion.jpg'], { directory });
  const outcomes = await Promise.all(
    images.map(async ({ file, path, read }) => {
      const reading = read?.(signal) ?? readOwnImage(path);
      return [file, await reading.then(String, ({ code, message }) => `${code}: ${message}`)];
    }),
  );
  const misread = expect.stringMatching(/^not_found: .* its name is not in UTF-8: rename it/);
  expect(outcomes).toEqual([
    ['l�sion.jpg', misread],
    ['�.jpg', 'an image of that very name'],
    ['s�ance', misread],
    ['l�sion.jpg', misread],
  ]);
});
