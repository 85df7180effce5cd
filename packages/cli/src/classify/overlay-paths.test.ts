import { expect, it } from 'vitest';
import { overlayPaths } from './overlay-paths.js';

it.each([
  ['one file by its name', ['/photos/a.jpg'], ['/out/a.grad-cam.png']],
  [
    'files of one folder side by side',
    ['/photos/a.jpg', '/photos/b.tif'],
    ['/out/a.grad-cam.png', '/out/b.grad-cam.png'],
  ],
  [
    'files of several folders in folders',
    ['/photos/left/a.jpg', '/photos/right/a.jpg', '/photos/a.jpg'],
    ['/out/left/a.grad-cam.png', '/out/right/a.grad-cam.png', '/out/a.grad-cam.png'],
  ],
  [
    'files that differ in their endings with these',
    ['/photos/a.jpg', '/photos/a.png', '/photos/a.jpg.png'],
    ['/out/a.jpg.grad-cam.png', '/out/a.png.grad-cam.png', '/out/a.jpg.png.grad-cam.png'],
  ],
  [
    'files that differ in case and ending with the ending',
    ['/photos/A.jpg', '/photos/a.png'],
    ['/out/A.jpg.grad-cam.png', '/out/a.png.grad-cam.png'],
  ],
  ['files of the root', ['/a.jpg', '/b/c.jpg'], ['/out/a.grad-cam.png', '/out/b/c.grad-cam.png']],
])('places %s', (_, files, expected) => {
  const paths = overlayPaths(files, { folder: '/out', method: 'grad-cam' });
  expect(files.map((file) => paths.get(file))).toEqual(expected);
});

it('gives a file that is named twice one place', () => {
  const paths = overlayPaths(['/a/x.jpg', '/a/x.jpg'], { folder: '/out', method: 'score-cam' });
  expect([...paths]).toEqual([['/a/x.jpg', '/out/x.score-cam.png']]);
});
