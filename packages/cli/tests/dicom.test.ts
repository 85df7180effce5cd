import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDcmtk, makeVariants } from '../../dicom/tests/dcmtk-variants.js';
import { wrappedJpeg } from '../../dicom/tests/drawn-photograph.js';
import { runProgram } from './run-program.js';

const JPEG = fileURLToPath(new URL('../../../test_images/synthetic/drawn-1.jpg', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slc-dicom-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly file: string;
  readonly image: { readonly format: string };
  readonly predictions: readonly { readonly logit: number }[];
}

async function classify(name: string): Promise<readonly Line[]> {
  const env = { MODEL_CACHE_DIR: join(folder, 'models') };
  const args = ['classify', '--model', 'compact-lite0', '--json', name];
  const { exitCode, output, complaints } = await runProgram(args, { directory: folder, env });
  expect(exitCode, complaints).toBe(0);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('slc classify FOLDER', () => {
  let lines: readonly Line[] = [];
  beforeAll(async () => {
    const some = join(folder, 'some');
    mkdirSync(some);
    copyFileSync(JPEG, join(some, 'a.jpg'));
    writeFileSync(join(some, 'b.DCM'), wrappedJpeg(readFileSync(JPEG), { width: 600, height: 450 }));
    if (hasDcmtk) makeVariants(JPEG, join(some, 'forms'));
    lines = await classify('some');
  });

  it('takes DICOM files by their extension, and gives them the logits of the JPEG in them', () => {
    const [jpeg, dicom] = lines;
    expect([jpeg?.image.format, dicom?.image.format]).toEqual(['jpeg', 'dicom']);
    expect(dicom?.predictions).toEqual(jpeg?.predictions);
  });

  it.skipIf(!hasDcmtk)('gives one photograph the same logits in every form that DCMTK writes', () => {
    const [jpeg, ...others] = lines;
    expect(others).toHaveLength(18);
    for (const { file, predictions } of others) expect(predictions, file).toEqual(jpeg?.predictions);
  });
});
