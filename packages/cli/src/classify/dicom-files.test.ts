import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Attributes, writeDicomFile } from '@slc/dicom';
import { SlcError } from '@slc/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXAMPLE_IMAGE, exampleAnswer, HAM10000 } from '../../../interop/tests/example-answers.js';
import { DicomFiles } from './dicom-files.js';
import type { ListedImage } from './list-images.js';

const ANSWER = exampleAnswer();
const FOR = {
  manifest: { labels: HAM10000, preprocessing: { crop: 'centre-square' } },
  signal: new AbortController().signal,
} as unknown as Parameters<DicomFiles['write']>[1];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slc-dicom-files-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function image(path: string, attributes: Attributes = {}): ListedImage {
  const bytes = writeDicomFile({ ...EXAMPLE_IMAGE, ...attributes });
  return { file: path, path, read: async () => bytes };
}

it('writes a report on each DICOM image by its name, and none on others', async () => {
  const out = join(folder, 'several');
  const images = [image('/in/left/a.dcm'), image('/in/right/a.dcm')];
  const jpeg = { file: 'b.jpg', path: '/in/b.jpg' };
  const files = await DicomFiles.create([...images, jpeg], out);
  for (const one of images) expect(await files.write({ image: one, answer: ANSWER }, FOR)).toBe(ANSWER);
  const ofJpeg = exampleAnswer(HAM10000, { image: { format: 'jpeg', width: 64, height: 48 } });
  expect(await files.write({ image: jpeg, answer: ofJpeg }, FOR)).toBe(ofJpeg);
  expect(files.notDicom).toBe(1);
  expect(await readdir(join(out, 'left'))).toEqual(['a.sr.dcm']);
  expect(await readdir(join(out, 'right'))).toEqual(['a.sr.dcm']);
  expect((await readFile(join(out, 'left', 'a.sr.dcm'))).toString('latin1', 128, 132)).toBe('DICM');
});

it('keeps the endings of two images that have one name', async () => {
  const out = join(folder, 'endings');
  const images = [image('/in/a.dcm'), image('/in/a.dicom')];
  const files = await DicomFiles.create(images, out);
  for (const one of images) await files.write({ image: one, answer: ANSWER }, FOR);
  expect((await readdir(out)).sort()).toEqual(['a.dcm.sr.dcm', 'a.dicom.sr.dcm']);
});

it('gives the error in place of the answer of an image that does not say what it is', async () => {
  const unnamed = image('/in/a.dcm', { StudyInstanceUID: '' });
  const files = await DicomFiles.create([unnamed], join(folder, 'unnamed'));
  const outcome = await files.write({ image: unnamed, answer: ANSWER }, FOR);
  expect(outcome).toMatchObject({
    code: 'invalid_image',
    message: expect.stringMatching('StudyInstanceUID'),
  });
  expect(await readdir(join(folder, 'unnamed'))).toEqual([]);
});

it('leaves an image that has no answer as it is', async () => {
  const files = await DicomFiles.create([image('/in/a.dcm')], join(folder, 'none'));
  const error = new SlcError('invalid_image', 'broken');
  expect(await files.write({ image: image('/in/a.dcm'), answer: error }, FOR)).toBe(error);
});

it('refuses a folder that is a file', async () => {
  const out = fileURLToPath(import.meta.url);
  await expect(DicomFiles.create([image('/in/a.dcm')], out)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringMatching(`^${out}: expected a folder that can be written`),
  });
});

it('refuses to write a report where an image is', async () => {
  const images = [image('/in/a.dcm'), image('/in/a.sc.dcm')];
  await expect(DicomFiles.create(images, '/in')).rejects.toThrow('/in/a.sc.dcm is');
  expect(existsSync('/in')).toBe(false);
});
