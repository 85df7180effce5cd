import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { OverlayFiles } from './overlay-files.js';

async function expectRefused(folder: string): Promise<void> {
  const images = [{ file: 'a.jpg', path: '/pictures/a.jpg' }];
  await expect(OverlayFiles.create(images, { folder, method: 'grad-cam' })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(`^${folder}: expected a folder that can be written`),
  });
}

it.skipIf(!existsSync('/proc/self'))('refuses a folder where a file system makes none', async () => {
  await expectRefused('/proc/maps/new');
});

it('refuses a folder that is a file', async () => {
  await expectRefused(fileURLToPath(import.meta.url));
});
