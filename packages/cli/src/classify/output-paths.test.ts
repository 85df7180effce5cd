import { expect, it } from 'vitest';
import { outputPaths } from './output-paths.js';

it.each([
  ['one file by its name', ['/photos/a.jpg'], ['/out/a']],
  ['files of one folder side by side', ['/photos/a.jpg', '/photos/b.tif'], ['/out/a', '/out/b']],
  [
    'files of several folders in folders',
    ['/photos/left/a.jpg', '/photos/right/a.jpg', '/photos/a.jpg'],
    ['/out/left/a', '/out/right/a', '/out/a'],
  ],
  [
    'files that differ in their endings with these',
    ['/photos/a.jpg', '/photos/a.png', '/photos/a.jpg.png'],
    ['/out/a.jpg', '/out/a.png', '/out/a.jpg.png'],
  ],
  [
    'files that differ in case and ending with the ending',
    ['/photos/A.jpg', '/photos/a.png'],
    ['/out/A.jpg', '/out/a.png'],
  ],
  ['files of the root', ['/a.jpg', '/b/c.jpg'], ['/out/a', '/out/b/c']],
])('places %s', (_, files, expected) => {
  const paths = outputPaths(files, '/out');
  expect(files.map((file) => paths.get(file))).toEqual(expected);
});

it('gives a file that is named twice one place', () => {
  const paths = outputPaths(['/a/x.jpg', '/a/x.jpg'], '/out');
  expect([...paths]).toEqual([['/a/x.jpg', '/out/x']]);
});
