import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OverlayFiles } from './overlay-files.js';

it.skipIf(!existsSync('/proc/self'))('refuses a folder where a file system makes none', async () => {
  const images = [{ file: 'a.jpg', path: '/pictures/a.jpg' }];
  const created = OverlayFiles.create(images, { folder: '/proc/maps/new', method: 'grad-cam' });
  await expect(created).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(/^\/proc\/maps\/new: expected a folder that can be written/),
  });
});
