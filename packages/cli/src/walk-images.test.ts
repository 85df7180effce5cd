import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
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

it('leaves out a pipe that is named like an image, which nobody may ever write to', async () => {
  const pipes = join(folder, '.pipes');
  mkdirSync(pipes);
  writeFileSync(join(pipes, 'a.jpg'), '');
  symlinkSync('a.jpg', join(pipes, 'link.jpg'));
  execFileSync('mkfifo', [join(pipes, 'pipe.jpg')]);
  expect((await walkImages(pipes)).map(({ file }) => file)).toEqual(['a.jpg', 'link.jpg']);
});

describe('a file without an extension', () => {
  const DICOM = Buffer.from(`${'\0'.repeat(128)}DICM`);
  const medium = join(folder, '.medium');
  const names = async () => (await walkImages(medium)).map(({ file }) => file);
  beforeEach(() => mkdirSync(medium));
  afterEach(() => rmSync(medium, { recursive: true }));

  it('is an image where its content is that of DICOM, as on the media of an archive', async () => {
    const contents = {
      IM000001: DICOM,
      // Named by its UID, as receivers of DICOM do.
      '1.2.840.10008.17': Buffer.concat([DICOM, Buffer.alloc(1000)]),
      README: Buffer.alloc(5000, 'a'),
      EMPTY: Buffer.alloc(0),
      CUT: DICOM.subarray(0, 131),
      LATER: Buffer.concat([Buffer.alloc(1), DICOM]),
      'scan.raw': DICOM,
      // The index of a medium has the content of DICOM and shows nothing.
      DICOMDIR: DICOM,
    };
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(medium, name), content);
    expect(await names()).toEqual(['1.2.840.10008.17', 'IM000001']);
  });

  it('is read behind a link too, and never where it is no file or is gone', async () => {
    writeFileSync(join(medium, 'IM1'), DICOM);
    symlinkSync('IM1', join(medium, 'LINK'));
    symlinkSync('nowhere', join(medium, 'BROKEN'));
    symlinkSync('.', join(medium, 'LOOP'));
    // Who opens a pipe that nobody writes to waits for ever.
    execFileSync('mkfifo', [join(medium, 'PIPE')]);
    expect(await names()).toEqual(['IM1', 'LINK']);
  });
});

it('leaves out the reports and heat maps that were made of images', async () => {
  const reports = join(folder, '.reports');
  mkdirSync(reports);
  for (const name of ['a.dcm', 'a.sr.dcm', 'a.sc.dcm', 'B.SR.DCM', 'sr.dcm'])
    writeFileSync(join(reports, name), '');
  expect((await walkImages(reports)).map(({ file }) => file)).toEqual(['a.dcm', 'sr.dcm']);
});
