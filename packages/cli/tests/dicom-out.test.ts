import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DICTIONARY, readDicomFile, textOf } from '@slc/dicom';
import type { Classification } from '@slc/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needing } from '../../dev-stack/tests/clients/needing.js';
import { INTEROP_PYTHON, runClient } from '../../dev-stack/tests/clients/run-client.js';
import { EXAMPLE_IMAGE } from '../../interop/tests/example-answers.js';
import { asDicomImage } from './dicom-image.js';
import { runProgram } from './run-program.js';
import { addressOf, startWorkerProcess } from './worker-fleet.js';

const DRAWING = fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const READ_BACK = fileURLToPath(new URL('../../interop/tests/dicom/read-back.py', import.meta.url));
const MODEL = 'compact-lite0';

const withDciodvfy = needing('dciodvfy', 'sh', '-c', 'command -v dciodvfy');
const withHighdicom = needing('highdicom', INTEROP_PYTHON, '-c', 'import highdicom');

let folder: string;
let answered: Classification;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slc-dicom-out-'));
  await writeFile(join(folder, 'lesion.dcm'), await asDicomImage(DRAWING));
  await copyFile(DRAWING, join(folder, 'other.jpg'));
  const { exitCode, output, complaints } = await classify(['--model', MODEL], 'out', 'other.jpg');
  expect({ exitCode, complaints }).toEqual({
    exitCode: 0,
    complaints: expect.stringContaining('no report on 1 of 2 images, which are not DICOM files\n'),
  });
  answered = JSON.parse(output.slice(0, output.indexOf('\n')));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function classify(answeredBy: readonly string[], out: string, ...others: readonly string[]) {
  const options = ['--json', '--explain', 'grad-cam', '--dicom-out', out];
  return await runProgram(['classify', ...answeredBy, ...options, 'lesion.dcm', ...others], {
    directory: folder,
  });
}

describe('slc classify --dicom-out', () => {
  withDciodvfy('writes a report and a heat map that dciodvfy passes', async () => {
    for (const name of ['lesion.sr.dcm', 'lesion.sc.dcm']) {
      const said = await runClient(
        ['sh', '-c', 'dciodvfy "$1" 2>&1 || true', 'sh', join('out', name)],
        folder,
      );
      const unexpected = said
        .split('\n')
        .filter((line) => /^(Error|Abort|Warning)(?!.*<(99SLC|DMS)>)/.test(line));
      expect(unexpected).toEqual([]);
    }
  });

  withHighdicom('whose numbers are the answer’s, in the image’s study', async () => {
    const objects = ['out/lesion.sr.dcm', 'out/lesion.sc.dcm'];
    const [report, heatMap] = JSON.parse(await runClient([INTEROP_PYTHON, READ_BACK, ...objects], folder));
    expect(report.measurements).toHaveLength(7);
    for (const [i, { probability }] of answered.predictions.entries()) {
      expect(Math.abs(report.measurements[i][1] - probability)).toBeLessThanOrEqual(1e-6);
    }
    for (const { study, patient } of [report, heatMap]) {
      expect([study, ...patient]).toEqual([
        EXAMPLE_IMAGE.StudyInstanceUID,
        EXAMPLE_IMAGE.PatientID,
        EXAMPLE_IMAGE.PatientName,
      ]);
    }
    expect(heatMap.shape).toEqual([answered.image.height, answered.image.width, 3]);
    // Its lower edge is the label’s black.
    expect(heatMap.lastPixel).toEqual([0, 0, 0]);
  });

  it('gives an image that a worker answers again the same UIDs', async () => {
    const worker = await startWorkerProcess(MODEL);
    try {
      const { exitCode } = await classify(['--server', addressOf(worker)], 'again');
      expect(exitCode).toBe(0);
    } finally {
      await worker.close();
    }
    for (const name of ['lesion.sr.dcm', 'lesion.sc.dcm']) {
      const [once, again] = await Promise.all(['out', 'again'].map((out) => uidsOf(join(folder, out, name))));
      expect(again, name).toEqual(once);
    }
  });

  it('ends before any work where its folder cannot be made', async () => {
    const { exitCode, output, complaints } = await classify(['--model', MODEL], 'other.jpg');
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaints).toMatch(/other\.jpg: expected a folder that can be written/);
  });
});

async function uidsOf(path: string) {
  const { dataset } = await readDicomFile(await readFile(path), { maxBytes: 10_000_000 });
  const keywords = ['SOPInstanceUID', 'SeriesInstanceUID'] as const;
  return keywords.map((keyword) => textOf(dataset, DICTIONARY[keyword][0]));
}
