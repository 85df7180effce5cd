import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../../dev-stack/tests/clients/run-client.js';

/** A Python that has the packages of `.ci/interop.txt`. */
export const PYTHON = process.env.INTEROP_PYTHON ?? 'python3';

/** Whether that Python has pydicom; the tests that need it are skipped otherwise, except where CI=true. */
export const hasPydicom = isThere(PYTHON, '-c', 'import pydicom, PIL, jpeg_ls');

/** @param name of one of the files that pydicom ships for its own tests */
export function readPydicomFile(name: string): Buffer {
  const where = 'import pydicom.data; print(pydicom.data.get_testdata_file("CT_small.dcm"))';
  folder ??= join(execFileSync(PYTHON, ['-c', where], { encoding: 'utf8' }).trim(), '..');
  return readFileSync(join(folder, name));
}

let folder: string | undefined;
