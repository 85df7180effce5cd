import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { walkImages } from './walk-images.js';

const folder = mkdtempSync(join(tmpdir(), 'walk-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('finds the images of every format in a folder and in its folders, and nothing else', async () => {
  mkdirSync(join(folder, 'PH2', 'IMD002'), { recursive: true });
  const images = [
    'PH2/IMD002/IMD002.bmp',
    'PH2/IMD003.BMP',
    'a.jpg',
    'b.jpeg',
    'c.png',
    'd.webp',
    'e.tif',
    'f.tiff',
  ];
  for (const name of [...images, 'labels.csv', '.hidden.bmp', 'PH2/bmp'])
    writeFileSync(join(folder, name), '');
  expect((await walkImages(folder)).map(({ file }) => file.replaceAll('\\', '/'))).toEqual(images);
});
