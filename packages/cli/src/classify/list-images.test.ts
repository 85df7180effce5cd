import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listImages } from './list-images.js';

const directory = mkdtempSync(join(tmpdir(), 'list-images-'));
afterAll(() => rmSync(directory, { recursive: true }));
for (const name of [
  'b.jpg',
  'set/2.PNG',
  'set/deep/1.tif',
  'set/.hidden.jpg',
  'set/note.txt',
  'empty/x.txt',
]) {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), '');
}
const { signal } = new AbortController();
const readInput = async () => Buffer.from('sent');

describe('the images of a command line', () => {
  it('are those of folders, in the order of their names, at the places where they were named', async () => {
    const images = await listImages(['set', 'b.jpg', 'nowhere.jpg'], { directory });
    expect(images.map(({ file }) => file)).toEqual([
      join('set', '2.PNG'),
      join('set', 'deep', '1.tif'),
      'b.jpg',
      'nowhere.jpg',
    ]);
    expect(images[1]?.path).toBe(join(directory, 'set', 'deep', '1.tif'));
  });

  it('have the name of the folder before theirs as it was typed', async () => {
    const [first] = await listImages(['./set/../set/'], { directory });
    expect(first?.file).toBe(join('set', '2.PNG'));
    const [own] = await listImages(['.'], { directory });
    expect(own?.file).toBe('b.jpg');
  });

  it('fall into shares by their paths below the folder, wherever and however that is named', async () => {
    const share = (number: number, names: string[], from = directory) =>
      listImages(names, { directory: from }, { number, of: 2 });
    const names = async (shares: ReturnType<typeof share>[]) =>
      (await Promise.all(shares)).flat().map(({ path }) => path);
    const both = await names([share(1, ['set', 'b.jpg']), share(2, ['set', 'b.jpg'])]);
    const all = (await listImages(['set', 'b.jpg'], { directory })).map(({ path }) => path);
    expect(both.toSorted()).toEqual(all.toSorted());
    const elsewhere = join(directory, 'set');
    expect(await names([share(1, ['.'], elsewhere)])).toEqual(await names([share(1, ['set'])]));
  });

  it('are one that fails for a folder without images', async () => {
    const [empty, ...others] = await listImages(['empty'], { directory });
    expect({ file: empty?.file, others }).toEqual({ file: 'empty', others: [] });
    await expect(empty?.read?.(signal)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/with images/),
    });
  });

  it('are one that fails for a name of nothing', async () => {
    const [missing, ...others] = await listImages(['nowhere/'], { directory });
    expect({ file: missing?.file, others }).toEqual({ file: 'nowhere/', others: [] });
    await expect(missing?.read?.(signal)).rejects.toMatchObject({
      code: 'not_found',
      message: 'expected an image file or a folder, there is none of that name',
    });
  });

  it('may be one on standard input', async () => {
    const [image] = await listImages(['-'], { directory, readInput });
    expect(image?.file).toBe('-');
    expect(String(await image?.read?.(signal))).toBe('sent');
  });

  it('are not two on standard input, and none on a terminal', async () => {
    await expect(listImages(['-', '-'], { directory, readInput })).rejects.toThrow(/named twice/);
    await expect(listImages(['-'], { directory })).rejects.toThrow(/which is a terminal/);
  });
});
